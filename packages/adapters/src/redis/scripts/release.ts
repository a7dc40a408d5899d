import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Makes the trial waiting. Its token stays until the next claim, so that a repeat is known as one.
 * ARGV: number, attempt, token, failures to count (0 or 1). Answers `accepted` or `stale`.
 */
export const releaseScript = script(`${TRIAL}
if not runningAndOwned() then
  return { owned() and get('state') == 'waiting' and 'accepted' or 'stale' }
end
redis.call('HINCRBY', trial, 'failures', ARGV[4])
redis.call('ZREM', leases, number)
set('state', 'waiting')
return { 'accepted' }
`)
