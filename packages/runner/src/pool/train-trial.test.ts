import { decodeCheckpoint, modelFromCheckpoint, predict, referenceKernels, weightsSha256 } from '@hypersweep/core'
import { expect, test } from 'vitest'
import { decodeProbabilities, probabilitiesIdentity } from '../checkpoints/probabilities-file.ts'
import { tinyJob } from '../testing/tiny-job.ts'
import { acknowledge, createControl, requestStop } from './control.ts'
import type { TrainedEpoch, TrainJob, TrainOutcome } from './messages.ts'
import { trainTrial } from './train-trial.ts'

/** Trains on this thread; `onEpoch` stands for the main thread, which acknowledges unless told otherwise. */
function run(job: TrainJob, onEpoch: (epoch: TrainedEpoch, stop: () => void) => void = () => undefined) {
  const control = createControl()
  const epochs: TrainedEpoch[] = []
  let clock = 0
  const outcome = trainTrial(job, {
    kernels: referenceKernels({ precision: 'float32' }),
    control,
    now: () => (clock += 500),
    post(epoch) {
      epochs.push(epoch)
      acknowledge(control)
      onEpoch(epoch, () => requestStop(control))
    },
  })
  return { outcome, epochs }
}

test('a trial posts each epoch and ends with the hash of its last weights', () => {
  const { outcome, epochs } = run(tinyJob())
  expect(epochs.map(({ report }) => report.epoch)).toEqual([1, 2, 3])
  const last = decodeCheckpoint(epochs[2]!.checkpoint!)
  expect(outcome).toEqual({ status: 'complete', weightsSha256: weightsSha256(last.weights) })
  expect(last.history).toEqual(epochs.map(({ report }) => report))
})

test.each([
  ['with each epoch that is the best so far', { name: 'val_loss', goal: 'maximize', at: 'best' }],
  ['with the last epoch alone where that is scored', { name: 'val_loss', goal: 'minimize', at: 'last' }],
] as const)('probabilities come %s', (_, metric) => {
  const job = tinyJob({ metric })
  const { epochs } = run(job)
  const scores = epochs.map(({ report }) => report.metrics['val_loss']!)
  const scored = scores.map((score, index) =>
    metric.at === 'last' ? index === 2 : scores.slice(0, index).every((before) => before < score),
  )
  expect(epochs.map(({ probabilities }) => probabilities !== undefined)).toEqual(scored)
  const { report, probabilities, checkpoint } = epochs[scored.lastIndexOf(true)]!
  const wanted = probabilitiesIdentity({ ...job, epoch: report.epoch }, job.data)
  const model = modelFromCheckpoint(decodeCheckpoint(checkpoint!), referenceKernels({ precision: 'float32' }))
  const { features, validation } = job.data
  expect(decodeProbabilities(probabilities!, wanted)).toEqual(predict(model, features, { rows: validation }))
})

test('the first step is told once, before the first epoch, also where an epoch has one step', () => {
  for (const batchSize of [1000, 16]) {
    const told: string[] = []
    const job = tinyJob({ spec: { ...tinyJob().spec, batch_size: batchSize } })
    const control = createControl()
    trainTrial(job, {
      kernels: referenceKernels({ precision: 'float32' }),
      control,
      now: () => 0,
      onFirstStep: () => told.push('first step'),
      post() {
        told.push('epoch')
        acknowledge(control)
      },
    })
    expect(told.slice(0, 2)).toEqual(['first step', 'epoch'])
    expect(told.lastIndexOf('first step')).toBe(0)
  }
})

test('timing is the clock of the epoch alone', () => {
  const { epochs } = run(tinyJob())
  expect(epochs.map(({ timing }) => timing)).toEqual(Array(3).fill({ seconds: 0.5, samplesPerSecond: 96 }))
})

test('checkpoints come every so many epochs, with the last epoch, and with each new best one', () => {
  const metric = { name: 'learning_rate', goal: 'maximize', at: 'best' } as const
  const spec = { ...tinyJob().spec, epochs: 5 }
  const kept = (job: Partial<TrainJob>) =>
    run(tinyJob({ spec, ...job }))
      .epochs.filter((epoch) => epoch.checkpoint)
      .map(({ report }) => report.epoch)
  expect(kept({ saveEvery: 2, metric })).toEqual([1, 2, 4, 5])
  expect(kept({ saveEvery: 2, metric: { ...metric, goal: 'minimize' } })).toEqual([1, 2, 3, 4, 5])
  expect(kept({ saveEvery: 3, metric: { ...metric, at: 'last' } })).toEqual([3, 5])
})

test('stopped after any epoch and resumed, a trial ends with the bits of an undisturbed one', () => {
  const undisturbed = run(tinyJob())
  for (const at of [1, 2]) {
    const first = run(tinyJob(), ({ report }, stop) => report.epoch === at && stop())
    const { checkpoint } = first.outcome as TrainOutcome & { status: 'stopped' }
    const second = run(tinyJob({ resume: decodeCheckpoint(checkpoint) }))
    expect(second.outcome).toEqual(undisturbed.outcome)
    const reports = [...first.epochs, ...second.epochs].map(({ report }) => report)
    expect(reports).toEqual(undisturbed.epochs.map(({ report }) => report))
  }
})

test('a trial resumed after its last epoch is complete at once', () => {
  const { outcome, epochs } = run(tinyJob())
  const again = run(tinyJob({ resume: decodeCheckpoint(epochs[2]!.checkpoint!) }))
  expect(again).toEqual({ outcome, epochs: [] })
})

test('a trial asked to stop ends after the running batch and says where', () => {
  const { outcome } = run(tinyJob(), (_, stop) => stop())
  expect(outcome).toMatchObject({ status: 'stopped', ref: { epoch: 1, step: 0 } })
})

test('a loss that is not finite ends the trial as diverged', () => {
  const spec = { ...tinyJob().spec, learning_rate: 1e30 }
  expect(run(tinyJob({ spec })).outcome).toMatchObject({ status: 'diverged', epoch: 1 })
})

test('what the training throws is data with its code', () => {
  const [hidden] = tinyJob().spec.layers
  const outcome = run(tinyJob({ spec: { ...tinyJob().spec, layers: [hidden!] } })).outcome
  expect(outcome).toMatchObject({ status: 'failed', code: 'MODEL_OUTPUT' })
})

test('a thrown null is data too', () => {
  const outcome = run(tinyJob(), () => {
    throw null
  }).outcome
  expect(outcome).toEqual({ status: 'failed', code: 'THROWN', message: 'null was thrown.' })
})
