import { script } from '../script.ts'

/**
 * Takes a sweep away whose trials are gone. KEYS: as addSweep, then its summaries, changes, leases, control and scores, the sweeps whose scores are kept, its declines, and the place of its checkpoints.
 * ARGV: id. Its name is free only if it is still its own.
 */
export const removeSweepScript = script(`
local ids, names, records, list = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id = ARGV[1]
local name = redis.call('HGET', names, id)
if name and redis.call('HGET', ids, name) == id then redis.call('HDEL', ids, name) end
redis.call('HDEL', names, id)
redis.call('HDEL', records, id)
redis.call('LREM', list, 0, id)
redis.call('DEL', KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[11], KEYS[12])
redis.call('SREM', KEYS[10], id)
`)
