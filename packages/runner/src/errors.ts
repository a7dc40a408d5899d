/**
 * What `runner` throws: for broken input and for a machine that lacks something, never for a trial's expected end.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class RunnerError extends Error {
  override readonly name = 'RunnerError'
  readonly code: string

  constructor(code: string, got: string, needed: string, options?: ErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
  }
}

/** What went wrong, in words, of something that was caught. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
