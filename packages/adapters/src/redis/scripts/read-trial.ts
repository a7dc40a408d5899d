import { script } from '../script.ts'
import { TRIAL } from './trial.ts'

/** The trial and its reports as of one moment. ARGV: number. */
export const readTrialScript = script(`${TRIAL}
return everything('read')
`)
