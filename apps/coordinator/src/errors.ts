/**
 * What the command line throws for something a person can mend.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: string
  readonly got: string
  /** What is needed and what to do; empty where `got` says it. */
  readonly fix: string
  readonly exitCode: ExitCode
  /** The input file that is to be mended, and where in it. */
  readonly file?: string
  readonly position?: { line: number; column: number }

  constructor(
    code: string,
    got: string,
    needed: string,
    { exitCode = 2, file, position, ...options }: CliErrorOptions = {},
  ) {
    super(needed === '' ? got : `${got} ${needed}`, options)
    this.code = code
    this.got = got
    this.fix = needed
    this.exitCode = exitCode
    if (file !== undefined) this.file = file
    if (position !== undefined) this.position = position
  }
}

/** 1: the sweep or the command failed; 2: wrong usage or input; 130: stopped by Ctrl-C. */
export type ExitCode = 1 | 2 | 130

export interface CliErrorOptions extends ErrorOptions {
  exitCode?: ExitCode
  file?: string
  position?: { line: number; column: number }
}

/** Whether it tells of what a store holds and this version cannot read: that must not hide what can be read. */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'REDIS_CONTENT'
}
