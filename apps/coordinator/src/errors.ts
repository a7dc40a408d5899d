/**
 * What the command line throws for something a person can mend.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: string
  readonly exitCode: ExitCode

  constructor(code: string, got: string, needed: string, { exitCode = 2, ...options }: CliErrorOptions = {}) {
    super(needed === '' ? got : `${got} ${needed}`, options)
    this.code = code
    this.exitCode = exitCode
  }
}

/** 1: the sweep or the command failed; 2: wrong usage or input; 130: stopped by Ctrl-C. */
export type ExitCode = 1 | 2 | 130

export interface CliErrorOptions extends ErrorOptions {
  exitCode?: ExitCode
}
