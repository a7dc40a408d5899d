import { parse } from 'node:path'
import { maskedText, Refusal, type RefusalIssue, type RefusalStatus } from '@hypersweep/service'
import { CliError } from '../errors.ts'

/** By code; whatever else is ours and of the one who asked is 400. */
const STATUS: Readonly<Record<string, RefusalStatus>> = {
  UNKNOWN_SWEEP: 404,
  UNKNOWN_TRIAL: 404,
  SWEEP_DELETED: 404,
  SWEEP_UNKNOWN: 404,
  TRIAL_UNKNOWN: 404,
  SWEEP_RUNS: 409,
  SWEEP_READ: 409,
  SWEEP_DIFFERS: 409,
  SWEEP_NAME_TAKEN: 409,
  NUMERICS_DIFFER: 409,
  NO_COMPLETE_TRIAL: 409,
  CHECKPOINTS_ELSEWHERE: 409,
  REDIS_UNREACHABLE: 503,
  REDIS_FAILED: 503,
}
const OF_THE_ASKER = /^(Cli|Dataset|Runner|Sweep)Error$/
const SHOWN_ISSUES = 20
const MEND = 'Mend each of the issues, and send it again.'

/** What the one who asked reads of an error: what commands say of it, without this machine's folders. */
export function explain(dataRoot: string): (error: unknown) => Refusal | undefined {
  const folder = dataRoot === parse(dataRoot).root ? undefined : dataRoot
  const plain = (text: string) => {
    const masked = maskedText(text)
    return folder === undefined ? masked : masked.replaceAll(folder, 'the data root')
  }
  return (error) => {
    if (!(error instanceof Error)) return undefined
    const code = 'code' in error ? String(error.code) : ''
    const status = STATUS[code] ?? (OF_THE_ASKER.test(error.name) ? 400 : undefined)
    if (status === undefined) return undefined
    const issues = issuesOf(error).map((issue) => ({ ...issue, message: plain(issue.message) }))
    const said = error instanceof CliError ? error : { got: error.message, fix: '' }
    const fix = said.fix === '' && issues.length > 0 ? MEND : said.fix
    return new Refusal(status, code, plain(said.got), plain(fix), { issues })
  }
}

interface Placed {
  issues?: readonly RefusalIssue[]
  position?: { line: number; column: number }
}

function issuesOf(error: Error & Placed): readonly RefusalIssue[] {
  const { issues = [], position, message } = error
  if (issues.length > 0) return issues.slice(0, SHOWN_ISSUES)
  return position === undefined ? [] : [{ message, ...position }]
}
