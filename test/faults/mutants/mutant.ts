/** A fault put into the source: the first text, which is there once, becomes the second. */
export interface Edit {
  file: string
  from: string
  to: string
}

/** A promise broken on purpose. Each of the test files must fail by an assertion. */
export interface Mutant {
  name: string
  edits: readonly Edit[]
  caughtBy: readonly string[]
}

export function mutant(
  name: string,
  caughtBy: readonly string[],
  ...edits: readonly [file: string, from: string, to: string][]
) {
  return { name, caughtBy, edits: edits.map(([file, from, to]) => ({ file, from, to })) }
}
