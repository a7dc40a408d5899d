import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/** Gives a running trial back for its owner, who is dead. ARGV: number, and of a setback its text, failures and crashes. */
export const takeOverScript = script(`${TRIAL}
if get('state') ~= 'running' then return end
note('given back', ARGV[2])
redis.call('ZREM', leases, number)
setBack(ARGV[2], ARGV[3], ARGV[4])
set('state', 'waiting')
`)
