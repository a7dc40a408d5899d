import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Gives a waiting trial, or one whose lease has run out, to a new owner; the same token is given its claim again.
 * ARGV: number, token, worker, lease in milliseconds. Answers `ended`, `held`, `paused`, or `claimed` with the trial and its reports.
 */
export const claimScript = script(`${TRIAL}
local token, worker, leaseMs = ARGV[2], ARGV[3], tonumber(ARGV[4])
local state = get('state')
if not state or state == 'ended' then return { 'ended' } end

local isRepeat = state == 'running' and get('token') == token
if state == 'running' and not isRepeat then
  local lease = redis.call('ZSCORE', leases, number)
  if lease and tonumber(lease) > now() then return { 'held' } end
  note('lost')
end
if not isRepeat and control ~= 'run' then
  if state == 'running' then
    redis.call('ZREM', leases, number)
    set('state', 'waiting')
  end
  return { control == 'pause' and 'paused' or 'ended' }
end
if not isRepeat then
  redis.call('HINCRBY', trial, 'claims', 1)
  set('state', 'running', 'token', token, 'worker', worker)
  note('claimed')
end
extendLease(leaseMs)
return everything('claimed')
`)
