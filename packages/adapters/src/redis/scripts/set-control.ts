import { script } from '../script.ts'

/** Keeps what was said of a sweep. KEYS: as addSweep, then its control. ARGV: id, control. Answers `kept` or `unknown`. */
export const setControlScript = script(`
local id, control = ARGV[1], ARGV[2]
if not redis.call('HGET', KEYS[2], id) then return 'unknown' end
if control == 'run' then redis.call('DEL', KEYS[5]) else redis.call('SET', KEYS[5], control) end
return 'kept'
`)
