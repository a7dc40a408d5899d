import { script } from '../script.ts'

/**
 * Adds a sweep whose name is free. KEYS: ids by name, names by id, records by id, the list of ids.
 * ARGV: name, id, record. Answers the id that the name stands for.
 */
export const addSweepScript = script(`
local ids, names, records, list = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local name, id, record = ARGV[1], ARGV[2], ARGV[3]
local holder = redis.call('HGET', ids, name)
if holder then return holder end
redis.call('HSET', ids, name, id)
redis.call('HSET', names, id, name)
redis.call('HSET', records, id, record)
redis.call('RPUSH', list, id)
return id
`)
