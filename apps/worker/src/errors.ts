/**
 * What the worker app throws: for what it cannot start with.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
  readonly code: string

  constructor(code: string, got: string, needed: string) {
    super(`${got} ${needed}`)
    this.code = code
  }
}
