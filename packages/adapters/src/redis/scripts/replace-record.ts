import { script } from '../script.ts'

/** Puts a record in the place of the one that was read. KEYS: as addSweep. ARGV: id, the record as it was read, the new one. */
export const replaceRecordScript = script(`
local records, id = KEYS[3], ARGV[1]
if redis.call('HGET', records, id) == ARGV[2] then redis.call('HSET', records, id, ARGV[3]) end
`)
