import { networkObjective } from '@hypersweep/runner'
import { parseSweep as parse, type SweepSpec, type SweepTrials, sweepTrials } from '@hypersweep/sweep'

/** A sweep file, read and checked. */
export interface Sweep {
  /** With every default filled in; plain JSON. */
  spec: SweepSpec
  /** How many there are, and each by its number. */
  trials: SweepTrials
}

export interface ParseSweepOptions {
  /** Named in messages. */
  file?: string
  /** `key=value` with dotted keys, such as `training.epochs=3`; takes the place of what the file says. */
  set?: readonly string[]
}

/**
 * Reads the text of a sweep file. Its data is not looked at: `trainTrial` loads and checks it.
 *
 * @throws SweepError SWEEP_FILE with everything that is wrong in `issues`, each with line and column; OVERRIDE
 */
export function parseSweep(text: string, options: ParseSweepOptions = {}): Sweep {
  const { spec } = parse(text, networkObjective, options)
  return { spec, trials: sweepTrials(spec, networkObjective) }
}
