import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Ends the trial. ARGV: number, attempt, token, end, best of a complete trial or ''.
 * Answers `accepted` or `stale`.
 */
export const finishScript = script(`${TRIAL}
local ended, best = ARGV[4], ARGV[5]
if not runningAndOwned() then
  return { owned() and get('state') == 'ended' and 'accepted' or 'stale' }
end
if best ~= '' then redis.call('HSET', trial, 'best', best) end
redis.call('ZREM', leases, number)
set('state', 'ended', 'end', ended)
return { 'accepted' }
`)
