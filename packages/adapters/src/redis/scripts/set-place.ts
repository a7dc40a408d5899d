import { script } from '../script.ts'

/** Keeps where a sweep's checkpoints are. KEYS: the names of sweeps, its place. ARGV: id, place. Answers `kept` or `unknown`. */
export const setPlaceScript = script(`
if not redis.call('HGET', KEYS[1], ARGV[1]) then return 'unknown' end
redis.call('SET', KEYS[2], ARGV[2])
return 'kept'
`)
