import { script } from '../script.ts'

/** Gives a sweep another name. KEYS: as addSweep. ARGV: id, name. Answers `renamed`, `taken` or `unknown`. */
export const renameSweepScript = script(`
local ids, names = KEYS[1], KEYS[2]
local id, name = ARGV[1], ARGV[2]
local old = redis.call('HGET', names, id)
if not old then return 'unknown' end
local holder = redis.call('HGET', ids, name)
if holder and holder ~= id then return 'taken' end
redis.call('HDEL', ids, old)
redis.call('HSET', ids, name, id)
redis.call('HSET', names, id, name)
return 'renamed'
`)
