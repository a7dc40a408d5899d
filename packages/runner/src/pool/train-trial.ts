import { createHash } from 'node:crypto'
import {
  type Checkpoint,
  encodeCheckpoint,
  type Kernels,
  type TrainEvent,
  train,
  weightsSha256,
} from '@hypersweep/core'
import { type EpochReport, scoredEpoch } from '@hypersweep/sweep'
import { encodeProbabilities, probabilitiesIdentity } from '../checkpoints/probabilities-file.ts'
import { awaitAcknowledged, beat, type Control, isStopRequested } from './control.ts'
import type { TrainedEpoch, TrainJob, TrainOutcome } from './messages.ts'

export interface TrainTools {
  kernels: Kernels
  control: Control
  post: (epoch: TrainedEpoch) => void
  /** Told once the first batch is done. */
  onFirstStep?: () => void
  /** Milliseconds of any clock that does not jump; measures what `timing` tells. */
  now: () => number
}

/**
 * Trains one trial: posts each epoch and answers how it ended.
 *
 * Runs at most one epoch ahead of its acknowledgements, gives a sign of life and reads the stop flag after each batch,
 * and throws nothing.
 */
export function trainTrial(job: TrainJob, tools: TrainTools): TrainOutcome {
  try {
    beat(tools.control)
    return trained(job, tools)
  } catch (error) {
    return failure(error)
  }
}

function trained(
  job: TrainJob,
  { kernels, control, post, now, onFirstStep = () => undefined }: TrainTools,
): TrainOutcome {
  const { numerics, spec, seed, data, resume } = job
  const history = [...(resume?.history ?? [])]
  let weights = resume === undefined ? undefined : weightsSha256(resume.weights)
  let rows = data.train.length - (resume?.partial.rows ?? 0)
  let startedAt = now()
  let posted = 0
  const stepped = once(onFirstStep)
  const shouldStop = () => {
    beat(control)
    stepped()
    return isStopRequested(control)
  }
  for (const event of train({ spec, data, seed, kernels, numerics, shouldStop, ...(resume && { resume }) })) {
    stepped()
    if (event.kind === 'diverged') {
      return { status: 'diverged', epoch: event.epoch, step: event.step, message: event.message }
    }
    if (event.kind === 'stopped') return stopped(event.checkpoint())
    const seconds = (now() - startedAt) / 1000
    const timing = { seconds, samplesPerSecond: seconds > 0 ? rows / seconds : 0 }
    history.push(event.report)
    const checkpoint = isKept(job, history)
      ? { checkpoint: ownBytes(encodeCheckpoint(event.checkpoint(), { sha256 })) }
      : {}
    const probabilities = isScored(job, history) ? { probabilities: probabilitiesFile(job, event) } : {}
    if (event.report.epoch === spec.epochs) weights = event.weightsSha256()
    awaitAcknowledged(control, posted)
    post({ report: event.report, timing, ...checkpoint, ...probabilities })
    posted += 1
    rows = data.train.length
    startedAt = now()
  }
  if (weights === undefined) throw new Error('the training loop ended without an epoch')
  return { status: 'complete', weightsSha256: weights }
}

function once(tell: () => void): () => void {
  let isTold = false
  return () => {
    if (!isTold) tell()
    isTold = true
  }
}

function isKept({ spec, metric, saveEvery }: TrainJob, history: readonly EpochReport[]): boolean {
  const epoch = history.length
  if (epoch % saveEvery === 0 || epoch === spec.epochs) return true
  return metric.at === 'best' && scoredEpoch(metric, history)?.epoch === epoch
}

/** Whether the trial is scored by this epoch, as far as is known. */
function isScored({ spec, metric }: TrainJob, history: readonly EpochReport[]): boolean {
  const epoch = history.length
  return metric.at === 'last' ? epoch === spec.epochs : scoredEpoch(metric, history)?.epoch === epoch
}

function probabilitiesFile({ data, ...job }: TrainJob, event: TrainEvent & { kind: 'epoch' }) {
  const network = { ...job, data, epoch: event.report.epoch }
  return encodeProbabilities({ ...probabilitiesIdentity(network, data), probabilities: event.probabilities() })
}

function stopped(checkpoint: Checkpoint): TrainOutcome {
  const ref = { epoch: checkpoint.epoch, step: checkpoint.step }
  return { status: 'stopped', ref, checkpoint: ownBytes(encodeCheckpoint(checkpoint, { sha256 })) }
}

/** The system's: eight times as fast as one in JavaScript, and each epoch waits for it. */
function sha256() {
  const hash = createHash('sha256')
  return { update: (bytes: Uint8Array) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

/** Bytes whose buffer is theirs alone, so that it can be handed to another thread. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  return isOwn ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice()
}

/** Anything can be thrown, `null` too. */
function failure(error: unknown): TrainOutcome {
  if (!(error instanceof Error)) return { status: 'failed', code: 'THROWN', message: `${String(error)} was thrown.` }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return { status: 'failed', code, message: error.message }
}
