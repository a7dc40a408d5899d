import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/** Extends the lease. ARGV: number, attempt, token, lease in milliseconds. Answers `accepted` and whether the sweep is cancelled, or `stale`. */
export const renewScript = script(`${TRIAL}
if not runningAndOwned() then return { 'stale' } end
extendLease(tonumber(ARGV[4]))
return accepted()
`)
