import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/** Makes an ended trial waiting under the next generation; its last owner may write no more. ARGV: number. */
export const reopenScript = script(`${TRIAL}
if get('state') ~= 'ended' then return end
beginAgain()
set('state', 'waiting')
`)
