import { script } from '../script.ts'
import { SUMMARY_FIELDS } from './trial.ts'

/**
 * Adds trials whose numbers are free. KEYS: the sweep's names, its summaries, then one key per trial.
 * ARGV: the sweep's id, then number and JSON per trial. Answers how many are new, nil for an unknown sweep.
 */
export const addTrialsScript = script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return false end
local added = 0
for index = 3, #KEYS do
  local number, json = ARGV[index * 2 - 4], ARGV[index * 2 - 3]
  if redis.call('HSETNX', KEYS[index], 'trial', json) == 1 then
    redis.call('HSET', KEYS[index], 'state', 'waiting', 'generation', 0, 'claims', 0, 'failures', 0, 'epoch', 0, 'crashes', 0)
    local fields = redis.call('HMGET', KEYS[index], ${SUMMARY_FIELDS.map((field) => `'${field}'`).join(', ')})
    redis.call('HSET', KEYS[2], number, cjson.encode(fields))
    added = added + 1
  end
end
return added
`)
