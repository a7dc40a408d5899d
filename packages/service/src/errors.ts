/**
 * What `service` throws: for a server that cannot be set up, and for a request that is refused.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`. No message holds a token.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: string

  constructor(code: string, got: string, needed: string, options?: ErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
  }
}
