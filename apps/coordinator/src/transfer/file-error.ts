import { CliError } from '../errors.ts'

/** What is wrong with a file that is to be imported, and where in it. */
export function fileError(
  got: string,
  needed: string,
  file: string,
  position?: { line: number; column: number },
  cause?: unknown,
): CliError {
  return new CliError('IMPORT_FILE', got, needed, { file, ...(position && { position }), ...(cause ? { cause } : {}) })
}
