/**
 * What `numbers` throws: for arguments outside a function's domain.
 *
 * The message says what was got, what is needed, what to do. Programs compare `code`.
 */
export class NumbersError extends Error {
  override readonly name = 'NumbersError'
  readonly code: string

  constructor(code: string, got: string, needed: string, options?: ErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
  }
}
