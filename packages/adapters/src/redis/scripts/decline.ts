import { KEPT_DECLINES } from '@hypersweep/sweep'
import { script } from '../script.ts'

/**
 * Keeps why a worker leaves a sweep to others. KEYS: the names of sweeps, the sweep's declines. ARGV: the sweep's id, the
 * worker, its reason and its words, and for how many milliseconds they hold.
 *
 * Each value is a list of texts, the first of them the time in microseconds until which it holds; the oldest go.
 */
export const declineScript = script(`
local names, declines = KEYS[1], KEYS[2]
local id, worker, ms = ARGV[1], ARGV[2], tonumber(ARGV[5])
if not redis.call('HGET', names, id) then return end
local time = redis.call('TIME')
local ends = string.format('%.0f', time[1] * 1000000 + time[2] + ms * 1000)
redis.call('HSET', declines, worker, cjson.encode({ ends, ARGV[3], ARGV[4] }))
redis.call('PEXPIRE', declines, ms)
if redis.call('HLEN', declines) <= ${KEPT_DECLINES} then return end
local all = redis.call('HGETALL', declines)
local oldest, first
for index = 1, #all, 2 do
  local until_ = tonumber(cjson.decode(all[index + 1])[1])
  if first == nil or until_ < first then oldest, first = all[index], until_ end
end
redis.call('HDEL', declines, oldest)
`)
