import { script } from '../script.ts'
import { CHANGED, SUMMARY_FIELDS } from './trial.ts'

/**
 * Adds trials whose numbers are free. KEYS: the sweeps' names, the sweep's summaries and changes, then one key per trial.
 * ARGV: the sweep's id, then number and JSON per trial. Answers how many are new, nil for an unknown sweep.
 */
export const addTrialsScript = script(`
local changes = KEYS[3]
${CHANGED}
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return false end
local added = 0
for index = 4, #KEYS do
  local number, json = ARGV[index * 2 - 6], ARGV[index * 2 - 5]
  if redis.call('HSETNX', KEYS[index], 'trial', json) == 1 then
    redis.call('HSET', KEYS[index], 'state', 'waiting', 'generation', 0, 'claims', 0, 'failures', 0, 'epoch', 0, 'crashes', 0)
    local fields = redis.call('HMGET', KEYS[index], ${SUMMARY_FIELDS.map((field) => `'${field}'`).join(', ')})
    redis.call('HSET', KEYS[2], number, cjson.encode(fields))
    changed(number)
    added = added + 1
  end
end
return added
`)
