import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Keeps the first metrics of an epoch and extends the lease. Metrics are one text for one value, so that equal texts
 * are equal bits.
 * ARGV: number, attempt, token, lease in milliseconds, epoch, metrics, timing, best.
 * Answers `accepted` and whether the sweep is cancelled, `stale`, or `mismatch` with the first metrics and their worker.
 */
export const reportScript = script(`${TRIAL}
local leaseMs, epoch, metrics, timing, best = tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7], ARGV[8]
if not runningAndOwned() then return { 'stale' } end

local first = redis.call('HGET', reports, epoch)
if first then
  local firstMetrics, _, firstWorker = unpack(cjson.decode(first))
  if firstMetrics ~= metrics then return { 'mismatch', firstMetrics, firstWorker } end
else
  redis.call('HSET', reports, epoch, cjson.encode({ metrics, timing, get('worker') }))
  local last = tonumber(epoch) > tonumber(get('epoch')) and epoch or get('epoch')
  set('epoch', last, 'best', best, 'crashes', 0)
end
extendLease(leaseMs)
return accepted()
`)
