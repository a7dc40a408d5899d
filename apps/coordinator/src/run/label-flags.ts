import { type Labels, labelsText, lackedLabels, type SweepSpec } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import type { RunFlags } from './run-flags.ts'

/** The labels as flags of `run` and of a worker. */
export function labelFlags(labels: Labels = {}): string[] {
  return Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`])
}

/**
 * A run that trains by itself has the labels of its command line and no others. Told before anything is done: it would
 * leave its own trials to others for ever.
 *
 * @throws CliError LABELS_LACKED
 */
export function refuseUnlabelled({ isPrivate }: Engine, { name, requires }: SweepSpec, flags: RunFlags): void {
  if (!isPrivate && flags.workers === undefined) return
  const lacked = lackedLabels(requires, flags.label)
  const text = labelsText(lacked)
  if (text === '') return
  const got = `${name} requires workers with ${text}, and this run trains by itself without.`
  const needed = `Where this machine is such a one, add ${labelFlags(lacked).join(' ')}; or give --redis, for workers elsewhere.`
  throw new CliError('LABELS_LACKED', got, needed)
}
