/**
 * What `core` throws: for broken input and for bugs, never for an expected end.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class CoreError extends Error {
  override readonly name = 'CoreError'
  readonly code: string

  constructor(code: string, got: string, needed: string, options?: ErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
  }
}
