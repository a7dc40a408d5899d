import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { networkObjective, numericsId, prepareData, runWorker } from '@hypersweep/runner'
import {
  type CheckpointStore,
  parseSweep,
  parseTrialId,
  type SweepRecord,
  type SweepSpec,
  type SweepStore,
  type TrialId,
  trialId,
} from '@hypersweep/sweep'
import { median } from './statistics.ts'
import { table } from './table.ts'

// What a durable checkpoint after every epoch costs a trial of examples/mnist.yaml, against one whose epochs leave none;
// both by one worker of one thread, in turn. Promised: under 3 %. HYPERSWEEP_MNIST is the folder of the IDX files.

const ROUNDS = 15
const PARAMS = { learning_rate: 0.1, lr_decay: 0.7, momentum: 0.9, dropout: 0.2 }
const MNIST = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(import.meta.dirname, '../../data/mnist'))
if (!existsSync(MNIST)) throw new Error(`There is no ${MNIST}: put the four IDX files there, or set HYPERSWEEP_MNIST.`)

const dir = mkdtempSync(join(tmpdir(), 'hypersweep-checkpoints-'))
try {
  const [every, none] = ['everyepoch', 'noepochs00'] as const
  const spec = await mnistSpec()
  // The score of the last epoch alone counts, or each better epoch would be kept as well.
  const last: SweepSpec = {
    ...spec,
    metric: { ...spec.metric, at: 'last' },
    checkpoints: { every: 1e6, keep: 'all', topK: 50 },
  }
  const store = memorySweepStore()
  await addSweep(store, every, { ...spec, checkpoints: { every: 1, keep: 'all', topK: 50 } })
  await addSweep(store, none, last)
  const trials = Array.from({ length: ROUNDS + 1 }, (_, round) => [trialId(every, round), trialId(none, round)]).flat()
  const saves: Save[] = []
  const seconds = await train(store, trials, timed(none, fileCheckpointStore({ dir }), saves))
  report(secondsOf(seconds, every), secondsOf(seconds, none), spec.objective.training['epochs'] as number)
  const ms = median(saves.map((save) => save.ms)).toFixed(1)
  console.log(
    `a save of ${(saves[0]!.bytes / 1e6).toFixed(2)} MB takes ${ms} ms; but for the last, the next epoch trains meanwhile`,
  )
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function mnistSpec(): Promise<SweepSpec> {
  const file = join(import.meta.dirname, '../../examples/mnist.yaml')
  const set = [`data.path=${basename(MNIST)}`]
  const { spec } = parseSweep(await readFile(file, 'utf8'), networkObjective, { file, set })
  return (await prepareData(spec, { root: dirname(MNIST) })).spec
}

async function addSweep(store: SweepStore, id: string, spec: SweepSpec): Promise<void> {
  const sweep: SweepRecord = { id, name: id, spec, numerics: await numericsId(), createdAt: 0 }
  await store.addSweep(sweep)
  const numbers = Array.from({ length: ROUNDS + 1 }, (_, number) => number)
  await store.addTrials(
    id,
    numbers.map((number) => ({ number, params: PARAMS, seed: number })),
  )
}

interface Save {
  ms: number
  bytes: number
}

/** Notes how long saves take. The last epoch is always handed over: for the sweep without checkpoints it is not written. */
function timed(withoutId: string, checkpoints: CheckpointStore, saves: Save[]): CheckpointStore {
  return {
    ...checkpoints,
    save: async (trial, ref, bytes) => {
      if (parseTrialId(trial).sweepId === withoutId) return
      const began = performance.now()
      await checkpoints.save(trial, ref, bytes)
      saves.push({ ms: performance.now() - began, bytes: bytes.byteLength })
    },
  }
}

/** Trains one trial after the other, and returns how long each took from its claim to its end. */
async function train(store: SweepStore, trials: readonly TrialId[], checkpoints: CheckpointStore) {
  await using queue = memoryTrialQueue()
  await queue.offer(trials.map((trial) => ({ trial, generation: 0 })))
  const [stop, began, seconds] = [new AbortController(), new Map<TrialId, number>(), new Map<TrialId, number>()]
  const watched: SweepStore = {
    ...store,
    claim: (trial, owner) => {
      began.set(trial, performance.now())
      return store.claim(trial, owner)
    },
    finish: async (claim, end) => {
      seconds.set(claim.trial, (performance.now() - began.get(claim.trial)!) / 1000)
      if (seconds.size === trials.length) stop.abort()
      return store.finish(claim, end)
    },
  }
  const place = { dataRoot: dirname(MNIST), threads: 1, worker: 'bench', log: () => {}, signal: stop.signal }
  await runWorker({ queue, store: watched, checkpoints, ...place })
  return seconds
}

/** The first of each sweep loaded the data and warmed everything up. */
function secondsOf(seconds: ReadonlyMap<TrialId, number>, sweepId: string): number[] {
  const own = [...seconds].filter(([trial]) => parseTrialId(trial).sweepId === sweepId)
  return own.filter(([trial]) => parseTrialId(trial).number > 0).map(([, each]) => each)
}

function report(every: readonly number[], none: readonly number[], epochs: number): void {
  const row = (name: string, values: readonly number[]) => {
    const ends = [Math.min(...values), median(values), Math.max(...values)]
    return [name, ...ends.map((value) => value.toFixed(3))]
  }
  const head = ['seconds a trial', 'least', 'median', 'most']
  console.log(`examples/mnist.yaml, ${epochs} epochs, ${ROUNDS} rounds in turn; load of the machine ${loadText()}\n`)
  console.log(table([head, row('a checkpoint each epoch', every), row('no checkpoints', none)]))
  const more = (ratio: number) => `${(100 * (ratio - 1)).toFixed(2)} %`
  const rounds = more(median(every.map((seconds, round) => seconds / none[round]!)))
  const medians = more(median(every) / median(none))
  console.log(`\nmore by the medians ${medians}, round by round ${rounds}; to reach: under 3 %`)
}

function loadText(): string {
  return loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')
}
