import { ServiceError } from '../errors.ts'

/** Why a request is refused: by 400 what was asked cannot be, by 500 it is our fault. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 411 | 413 | 415 | 421 | 429 | 431 | 500 | 503

/** One place of an input that is wrong. */
export interface RefusalIssue {
  message: string
  line?: number
  column?: number
}

export interface RefusalOptions extends ErrorOptions {
  /** For an input with several things to mend. */
  issues?: readonly RefusalIssue[]
  headers?: Readonly<Record<string, string>>
}

/** A request that is not answered as it was asked. Its parts are what the one who asked reads. */
export class Refusal extends ServiceError {
  readonly status: RefusalStatus
  /** What was got. */
  readonly got: string
  /** What is needed and what to do; empty where the message says it. */
  readonly fix: string
  readonly issues: readonly RefusalIssue[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: RefusalStatus,
    code: string,
    got: string,
    fix: string,
    { issues = [], headers = {}, ...options }: RefusalOptions = {},
  ) {
    super(code, got, fix, options)
    this.status = status
    this.got = got
    this.fix = fix
    this.issues = issues
    this.headers = headers
  }
}

/** `{ error: { code, message, fix } }`, and `issues` where there are some. */
export function refusalJson({ code, got, fix, issues }: Refusal) {
  return { error: { code, message: got, fix, ...(issues.length > 0 && { issues }) } }
}
