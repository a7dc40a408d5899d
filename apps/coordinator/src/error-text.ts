import { maskedText } from '@hypersweep/service'
import { CliError, type ExitCode } from './errors.ts'
import { printable } from './view/printable.ts'

/** One place of an input file that is wrong; what `SweepError` carries, of which there may be several. */
interface Issue {
  message: string
  line?: number
  column?: number
}

const OURS = /^(Adapter|Cli|Core|Dataset|Runner|Service|Sweep)Error$/

/** What was right to ask for, and did not come to be. */
const FAILED = new Set(['DATA_FETCH', 'DATA_CACHE'])

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode
  return isOurs(error) && !FAILED.has(String((error as { code?: unknown }).code)) ? 2 : 1
}

/**
 * What a person reads when a command ends badly: one line per thing to mend, `sweep.yaml:12:3:` before it where the
 * place is known. The stack is for `--debug`, and so is the way to it where the error is none of ours.
 */
export function errorText(error: unknown, { debug = false } = {}): string {
  const lines = messageLines(error).map((line) => `hypersweep: ${line}`)
  if (debug && error instanceof Error) lines.push(stackText(error))
  else if (!isOurs(error)) lines.push('This is a fault of hypersweep itself; --debug shows where.')
  return maskedText(lines.join('\n'))
}

function messageLines(error: unknown): string[] {
  if (!(error instanceof Error)) return [printable(String(error))]
  const { file, issues, position } = error as { file?: string; issues?: readonly Issue[]; position?: Issue }
  const places: readonly Issue[] = issues?.length ? issues : [{ ...position, message: error.message }]
  return places.map((place) => placeText(file, place) + multiline(place.message))
}

function placeText(file: string | undefined, { line, column }: Issue): string {
  const place = [file, line, column].filter((part) => part !== undefined)
  return place.length > 0 ? `${printable(place.join(':'))}: ` : ''
}

/** Line breaks are the message's own; every other control character came from outside. */
function multiline(message: string): string {
  return message.split('\n').map(printable).join('\n')
}

function stackText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackText(error.cause)}` : ''
  return multiline(error.stack ?? error.message) + cause
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && OURS.test(error.name)
}
