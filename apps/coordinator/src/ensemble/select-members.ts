import type { Dataset } from '@hypersweep/core'
import { RunnerError } from '@hypersweep/runner'
import { type EnsembleSpec, type SweepRecord, selectAverage, selectGreedy, type TrialSummary } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { type Network, scoredNetwork, validationOf, type Where } from './networks.ts'
import type { Score } from './score.ts'

/** A network that was chosen, with its share of the votes. */
export interface Member extends Network {
  votes: number
  /** How well it does on the validation rows. */
  validation: Score
}

export type Method = EnsembleSpec['method']

export interface Selecting extends Where {
  tryOut: TryOut
  summaries: readonly TrialSummary[]
  top: number
  size: number
  /** Whose epochs a snapshot is made of; the best complete one where it is not said. */
  trial?: TrialSummary
}

/** Chooses the members of an ensemble on validation rows alone, first the one with the best claim. */
export const SELECT: Readonly<Record<Method, (selecting: Selecting) => Promise<Member[]>>> = {
  average: async (selecting) => (await bestTrials(selecting)).map((tried) => member(tried, 1)),
  greedy,
  snapshot,
}

/** A network and how it does on the validation rows; of many networks all probabilities would fill the memory. */
interface Tried extends Network {
  validation: Score
  /** [rows]: the probability of each row's own class. */
  likelihoods: Float32Array
}

export type TryOut = (network: Network, where: Where) => Promise<Tried>

/** Tries each network once, however many methods ask for it. */
export function tryOnce(): TryOut {
  const tries = new Map<string, Tried>()
  return async (network, where) => {
    const key = `${network.trial.id}/${network.epoch}`
    const known = tries.get(key)
    if (known) return known
    const { probabilities, score } = await validationOf(network, where)
    const tried = { ...network, validation: score, likelihoods: likelihoodsOf(probabilities, where.dataset) }
    tries.set(key, tried)
    return tried
  }
}

function likelihoodsOf(probabilities: Float32Array, { validation, labels, classNames }: Dataset): Float32Array {
  return Float32Array.from(validation, (row, index) => probabilities[index * classNames.length + labels[row]!]!)
}

/** The `top` best complete trials at their scored epochs. */
async function bestTrials(selecting: Selecting): Promise<Tried[]> {
  const { summaries, top, sweep, tryOut } = selecting
  const tried: Tried[] = []
  for (const number of selectAverage(summaries, sweep.spec.metric, top)) {
    tried.push(await tryOut(scoredNetwork(trialOf(summaries, number)), selecting))
  }
  return tried
}

async function greedy(selecting: Selecting): Promise<Member[]> {
  const tried = await bestTrials(selecting)
  const candidates = tried.map(({ trial: { number }, likelihoods }) => ({ number, likelihoods }))
  const { votes } = selectGreedy({ candidates, size: selecting.size })
  return [...new Set(votes)].map((number) => {
    const chosen = tried.find(({ trial }) => trial.number === number)!
    return member(chosen, votes.filter((one) => one === number).length)
  })
}

function member({ trial, epoch, validation }: Tried, votes: number): Member {
  return { trial, epoch, validation, votes }
}

/** The `top` epochs of one trial that are best on the validation rows, each by the checkpoint that was kept of it. */
async function snapshot(selecting: Selecting): Promise<Member[]> {
  const { summaries, trial, top, tryOut, sweep } = selecting
  const [best] = selectAverage(summaries, sweep.spec.metric, 1)
  const one = trial ?? trialOf(summaries, best!)
  const tried: Tried[] = []
  for (const epoch of await wholeEpochs(selecting, one)) tried.push(await tryOut({ trial: one, epoch }, selecting))
  const sorted = tried.toSorted((a, b) => a.validation.loss - b.validation.loss || a.epoch - b.epoch)
  return sorted.slice(0, top).map((one) => member(one, 1))
}

async function wholeEpochs({ checkpoints, sweep }: Where, trial: TrialSummary): Promise<number[]> {
  if (sweep.spec.checkpoints.keep !== 'all') {
    const got = `${sweep.name} keeps the last checkpoints of a trial and its best, and a snapshot ensemble needs those of every epoch.`
    throw new CliError('NO_SNAPSHOTS', got, 'Run a sweep with checkpoints: { keep: all }.')
  }
  const refs = await checkpoints.list(trial.id)
  const epochs = refs.filter(({ step }) => step === 0).map(({ epoch }) => epoch)
  if (epochs.length > 0) return epochs
  const got = `The checkpoints of ${sweep.name}, trial ${trial.number} were given up: weights are kept of the ${sweep.spec.checkpoints.topK} best trials.`
  throw new RunnerError('CHECKPOINT_GONE', got, 'Name another with --trial, or run with a larger checkpoints.top_k.')
}

function trialOf(summaries: readonly TrialSummary[], number: number): TrialSummary {
  return summaries.find((trial) => trial.number === number)!
}

/** Which methods a sweep allows; a snapshot needs what it may have given up. */
export function methodsOf({ spec }: SweepRecord): Method[] {
  return spec.checkpoints.keep === 'all' ? ['average', 'greedy', 'snapshot'] : ['average', 'greedy']
}
