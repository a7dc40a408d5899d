import { script } from '../script.ts'
import { CHANGED, SUMMARY_FIELDS } from './trial.ts'

/**
 * Adds trials whose numbers are free. KEYS: the sweeps' names, the sweep's summaries and changes, the sweeps whose scores are kept,
 * then one key per trial.
 * ARGV: the sweep's id, then number, JSON and stage per trial, '' for the first stage. Answers how many are new, nil for an unknown sweep.
 */
export const addTrialsScript = script(`
local summaries, changes, scored = KEYS[2], KEYS[3], KEYS[4]
${CHANGED}
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return false end
if redis.call('HLEN', summaries) == 0 then redis.call('SADD', scored, ARGV[1]) end
local added = 0
for index = 5, #KEYS do
  local number, json, stage = ARGV[index * 3 - 13], ARGV[index * 3 - 12], ARGV[index * 3 - 11]
  if redis.call('HSETNX', KEYS[index], 'trial', json) == 1 then
    redis.call('HSET', KEYS[index], 'state', 'waiting', 'generation', 0, 'claims', 0, 'failures', 0, 'epoch', 0, 'crashes', 0)
    if stage ~= '' then redis.call('HSET', KEYS[index], 'stage', stage) end
    local fields = redis.call('HMGET', KEYS[index], ${SUMMARY_FIELDS.map((field) => `'${field}'`).join(', ')})
    redis.call('HSET', summaries, number, cjson.encode(fields))
    changed(number)
    added = added + 1
  end
end
return added
`)
