/** One thing wrong with a sweep file; the place is missing where the value came from an override. */
export interface Issue {
  message: string
  line?: number
  column?: number
}

export interface Position {
  line: number
  column: number
}

/**
 * What `sweep` throws: for a sweep file, a filter or a query that cannot be, and for bugs.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class SweepError extends Error {
  override readonly name = 'SweepError'
  readonly code: string
  /** Of the first issue. */
  readonly position?: Position
  readonly file?: string
  /** Everything that was found wrong at once; empty where there was one thing and it has no place. */
  readonly issues: readonly Issue[]

  constructor(
    code: string,
    got: string,
    needed = '',
    details: ErrorOptions & { issues?: readonly Issue[]; file?: string | undefined } = {},
  ) {
    super(needed ? `${got} ${needed}` : got, details)
    this.code = code
    this.issues = details.issues ?? []
    const { line, column } = this.issues[0] ?? {}
    if (line !== undefined && column !== undefined) this.position = { line, column }
    if (details.file !== undefined) this.file = details.file
  }
}
