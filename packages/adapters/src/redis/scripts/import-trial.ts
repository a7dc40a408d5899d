import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Puts a trial with a past in the place of none, or of one that nobody has begun. KEYS: as of a trial, then the sweeps'
 * names. ARGV: number, the sweep's id, how many fields, then name and text of each, then epoch and text of each report.
 * Answers nil for an unknown sweep.
 */
export const importTrialScript = script(`${TRIAL}
if redis.call('HEXISTS', KEYS[7], ARGV[2]) == 0 then return false end
local state = get('state')
if state and (state ~= 'waiting' or get('claims') ~= '0') then return 0 end
redis.call('DEL', trial, reports)
local last = 3 + 2 * tonumber(ARGV[3])
for index = last + 1, #ARGV, 2 do redis.call('HSET', reports, ARGV[index], ARGV[index + 1]) end
for index = 4, last - 2, 2 do redis.call('HSET', trial, ARGV[index], ARGV[index + 1]) end
set(ARGV[last - 1], ARGV[last])
return 1
`)
