import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/** Raises the generation from ARGV[2] by one, if it is that. ARGV: number, from. Answers the generation, nil for an unknown trial. */
export const raiseGenerationScript = script(`${TRIAL}
local generation = get('generation')
if generation ~= ARGV[2] then return generation end
local raised = tostring(tonumber(generation) + 1)
set('generation', raised)
return raised
`)
