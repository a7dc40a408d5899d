import { canonicalJson } from '@hypersweep/numbers'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { arrayOf, copyIn, copyOut, type NamedArray } from '../checkpoint/copy-tensors.ts'
import { batchesOf } from '../data/batches.ts'
import type { DataIdentity } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import { normalisesBatches } from '../model/network-spec.ts'
import type { Training } from './training.ts'

/** The training as it is now, copied. */
export function snapshot(training: Training, numerics: string): Checkpoint {
  const { spec, seed, data, epoch, step, optimizerSteps, partial, history } = training
  const { name, sha256, shape, classNames, featureNames, scale } = data
  return {
    numerics,
    spec,
    seed,
    data: { name, sha256, shape, classNames, ...(featureNames && { featureNames }), scale },
    epoch,
    step,
    optimizerSteps,
    partial: { ...partial },
    history: [...history],
    weights: copyOut(weightArrays(training)),
    state: copyOut(stateArrays(training)),
  }
}

/**
 * Takes a training that has not begun to where a checkpoint was made.
 *
 * @throws CoreError CHECKPOINT_MISMATCH when the checkpoint is of another training: other numeric code, seed, spec (more
 * or fewer epochs are the same training) or data; CHECKPOINT_TENSORS when its arrays do not fit its own spec
 */
export function restore(training: Training, checkpoint: Checkpoint, numerics: string): void {
  checkSame('numeric code', checkpoint.numerics, numerics)
  checkSame('seed', checkpoint.seed, training.seed)
  checkSame('spec', { ...checkpoint.spec, epochs: 'any' }, { ...training.spec, epochs: 'any' })
  checkSame('data', contents(checkpoint.data), contents(training.data))
  checkSame('place', placeOf(checkpoint), expectedPlace(training, checkpoint))
  copyIn(checkpoint.weights, weightArrays(training))
  copyIn(checkpoint.state, stateArrays(training))
  training.epoch = checkpoint.epoch
  training.step = checkpoint.step
  training.optimizerSteps = checkpoint.optimizerSteps
  training.partial = { ...checkpoint.partial }
  training.history = [...checkpoint.history]
}

/** What predictions need: the parameters, and what layers learn beside them. */
function weightArrays({ model }: Training): NamedArray[] {
  return [...model.parameters, ...model.buffers].map((parameter) =>
    arrayOf(parameter, parameter.name, parameter.values),
  )
}

/** What only going on needs: the optimizer's slots, and the running averages of the weights. */
function stateArrays({ updates }: Training): NamedArray[] {
  return [...updates.slots].flatMap(([parameter, slots]) =>
    Object.entries(slots).map(([slot, values]) => arrayOf(parameter, `${slot}.${parameter.name}`, values)),
  )
}

function placeOf({ optimizerSteps, history, partial }: Checkpoint) {
  return { steps: optimizerSteps, reports: history.length, rows: partial.rows }
}

/** What counts of steps, reports and rows follow from a checkpoint's epoch and step. */
function expectedPlace({ spec, data }: Training, { epoch, step }: Checkpoint): ReturnType<typeof placeOf> {
  const batches = batchesOf(data.train, spec.batch_size, normalisesBatches(spec))
  const done = batches.slice(0, step)
  const rows = done.reduce((sum, batch) => sum + batch.length, 0)
  return { steps: epoch * batches.length + done.length, reports: epoch, rows }
}

function contents({ sha256, shape, classNames, scale }: DataIdentity) {
  return { sha256, shape, classNames, scale }
}

function checkSame(what: string, got: unknown, needed: unknown): void {
  const [gotJson, neededJson] = [canonicalJson(got), canonicalJson(needed)]
  if (gotJson === neededJson) return
  const message = `The checkpoint's ${what} is ${shortened(gotJson)}, the training's ${shortened(neededJson)}.`
  throw new CoreError('CHECKPOINT_MISMATCH', message, 'Resume from a checkpoint of this training, or begin it anew.')
}

/** A table of means and deviations would fill the screen. */
function shortened(json: string): string {
  return json.length > 400 ? `${json.slice(0, 400)}…` : json
}
