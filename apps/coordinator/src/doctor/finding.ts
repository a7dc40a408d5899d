/** What an examination found; `fix` is there where something should be done. */
export interface Finding {
  subject: string
  fact: string
  /** `bad` means that sweeps fail or lose results. */
  health: 'good' | 'poor' | 'bad'
  fix?: string
}
