import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Makes the trial waiting. Its token stays until the next claim, so that a repeat is known as one.
 * ARGV: number, attempt, token, and of a setback its text, failures and crashes to count. Answers `accepted` or `stale`.
 */
export const releaseScript = script(`${TRIAL}
if not runningAndOwned() then
  return { owned() and get('state') == 'waiting' and 'accepted' or 'stale' }
end
note('given back', ARGV[4])
if ARGV[4] then setBack(ARGV[4], ARGV[5], ARGV[6]) end
redis.call('ZREM', leases, number)
set('state', 'waiting')
return { 'accepted' }
`)
