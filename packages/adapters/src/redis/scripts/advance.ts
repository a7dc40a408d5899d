import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/**
 * Brings a trial of an earlier stage to a later one. ARGV: number, stage, whether its reports are dropped and whether it
 * stays as it ended, each `yes` or `no`.
 */
export const advanceScript = script(`${TRIAL}
local stage, isDropped, isKept = ARGV[2], ARGV[3] == 'yes', ARGV[4] == 'yes'
local state = get('state')
if not state or tonumber(get('stage') or 0) >= tonumber(stage) then return end
if isDropped then
  redis.call('DEL', reports)
  redis.call('HDEL', trial, 'best')
  redis.call('HSET', trial, 'epoch', 0)
end
if state ~= 'ended' or not isKept then beginAgain() end
set('stage', stage)
`)
