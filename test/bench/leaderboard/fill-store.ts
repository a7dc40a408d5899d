import {
  type Metrics,
  type Params,
  type ScoredEpoch,
  type SweepRecord,
  type SweepStore,
  type Trial,
  trialId,
} from '@hypersweep/sweep'

/** Trials written at once: a Redis answers many at a time. */
const AT_ONCE = 200

/** Adds trials and ends them, by the store's own methods, as workers do: nine in ten are complete, one has diverged. */
export async function fillStore(store: SweepStore, sweep: SweepRecord, count: number): Promise<void> {
  await store.addSweep(sweep)
  const trials = Array.from({ length: count }, (_, number) => drawnTrial(number))
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = trials.slice(from, from + AT_ONCE)
    await store.addTrials(sweep.id, some)
    await Promise.all(some.map((trial) => endTrial(store, sweep, trial)))
  }
}

async function endTrial(store: SweepStore, { id }: SweepRecord, trial: Trial): Promise<void> {
  const owner = { token: `token-${trial.number}`, worker: 'ada-4711' }
  const reply = await store.claim(trialId(id, trial.number), owner)
  if (reply.status !== 'claimed') throw new Error(`Trial ${trial.number} is ${reply.status}.`)
  const best = drawnEpoch(trial)
  await store.report(reply.claim, best, { timing: { seconds: 1, samplesPerSecond: 1000 }, best })
  const isDiverged = trial.number % 10 === 9
  await store.finish(
    reply.claim,
    isDiverged
      ? { status: 'failed', reason: 'diverged', message: 'The loss of step 17 is not finite.' }
      : { status: 'complete', best, weightsSha256: 'ab'.repeat(32) },
  )
}

function drawnTrial(number: number): Trial {
  const draw = draws(number)
  const params: Params = {
    learning_rate: 10 ** (-4 + 3 * draw()),
    lr_decay: 0.9 + 0.1 * draw(),
    momentum: draw(),
    dropout: Math.floor(draw() * 5) / 10,
    hidden: [32, 64, 128, 256][Math.floor(draw() * 4)]!,
  }
  return { number, params, seed: 42 }
}

/** What the network trainer reports, in number and length of its values. */
function drawnEpoch({ number }: Trial): ScoredEpoch {
  const draw = draws(number + 1_000_003)
  const names = [
    'val_loss',
    'train_accuracy',
    'train_loss',
    'learning_rate',
    'grad_norm',
    'update_ratio_1',
    'update_ratio_2',
  ]
  const metrics: Metrics = {
    val_accuracy: Math.round(draw() * 5000) / 5000,
    ...Object.fromEntries(names.map((name) => [name, draw()])),
    dead_units: 0,
  }
  return { epoch: 5, score: metrics['val_accuracy']!, metrics }
}

/** Numbers in [0, 1) that depend on the seed alone. */
function draws(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}
