import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Ends the trial. ARGV: number, attempt, token, end, best and score of a complete trial or '', status, and words of a failure.
 * Answers `accepted` or `stale`.
 */
export const finishScript = script(`${TRIAL}
local ended, best, score = ARGV[4], ARGV[5], ARGV[6]
if not runningAndOwned() then
  return { owned() and get('state') == 'ended' and 'accepted' or 'stale' }
end
note(ARGV[7], ARGV[8])
if best ~= '' then
  redis.call('HSET', trial, 'best', best)
  redis.call('ZADD', scores, score, number)
end
redis.call('ZREM', leases, number)
set('state', 'ended', 'end', ended)
return { 'accepted' }
`)
