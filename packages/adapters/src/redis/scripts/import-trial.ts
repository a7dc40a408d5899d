import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Puts a trial with a past in the place of none, or of one that nobody has begun. KEYS: as of a trial, then the sweeps'
 * names and those whose scores are kept. ARGV: number, the sweep's id, the score of a complete trial or '', how many
 * fields, then name and text of each, then epoch and text of each report.
 * Answers nil for an unknown sweep.
 */
export const importTrialScript = script(`${TRIAL}
if redis.call('HEXISTS', KEYS[9], ARGV[2]) == 0 then return false end
if redis.call('HLEN', summaries) == 0 then redis.call('SADD', KEYS[10], ARGV[2]) end
local state = get('state')
if state and (state ~= 'waiting' or get('claims') ~= '0') then return 0 end
redis.call('DEL', trial, reports, events)
if ARGV[3] ~= '' then redis.call('ZADD', scores, ARGV[3], number) end
local last = 4 + 2 * tonumber(ARGV[4])
for index = last + 1, #ARGV, 2 do redis.call('HSET', reports, ARGV[index], ARGV[index + 1]) end
for index = 5, last - 2, 2 do redis.call('HSET', trial, ARGV[index], ARGV[index + 1]) end
set(ARGV[last - 1], ARGV[last])
return 1
`)
