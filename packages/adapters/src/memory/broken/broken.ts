/** A memory adapter that was broken on purpose: the suite has to notice. */
export interface Broken<Harness> {
  /** Which promise it breaks. */
  promise: string
  /** What it does instead. */
  how: string
  harness: () => Promise<Harness>
}
