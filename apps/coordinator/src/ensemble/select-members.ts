import { type EnsembleSpec, type SweepRecord, selectAverage, selectGreedy, type TrialSummary } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { type Candidate, candidateOf, type Prediction, predictPart, type Where } from './candidate.ts'

/** A candidate that was chosen, with its share of the votes. */
export interface Member extends Candidate {
  votes: number
  validation: Prediction | undefined
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
  average: async (selecting) => (await bestTrials(selecting)).map((member) => ({ ...member, votes: 1 })),
  greedy,
  snapshot,
}

/** A network with what it makes of the validation rows. */
type Tried = Omit<Member, 'votes'>

/** Of a trial's scored epoch, or of the epoch given. */
export type TryOut = (trial: TrialSummary, epoch?: number) => Promise<Tried>

/** Tries each network once, however many methods ask for it. */
export function rememberedTries(where: Where): TryOut {
  const tries = new Map<string, Tried>()
  return async (trial, epoch) => {
    const key = `${trial.number}/${epoch ?? trial.best?.epoch}`
    const known = tries.get(key)
    if (known) return known
    const candidate = await candidateOf(where, trial, epoch)
    const tried = { ...candidate, validation: predictPart(candidate, 'validation', where) }
    tries.set(key, tried)
    return tried
  }
}

/** The `top` best complete trials at their scored epochs. */
async function bestTrials({ summaries, top, sweep, tryOut }: Selecting): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const number of selectAverage(summaries, sweep.spec.metric, top)) {
    tried.push(await tryOut(trialOf(summaries, number)))
  }
  return tried
}

async function greedy(selecting: Selecting): Promise<Member[]> {
  const tried = await bestTrials(selecting)
  const { votes } = selectGreedy({ candidates: tried.map((one) => candidate(one, selecting)), size: selecting.size })
  const numbers = [...new Set(votes)]
  return numbers.map((number) => ({
    ...tried.find(({ trial }) => trial.number === number)!,
    votes: votes.filter((one) => one === number).length,
  }))
}

function candidate({ trial: { number }, validation }: Tried, { dataset }: Where) {
  if (validation === undefined) {
    const got = `${dataset.name} has no validation rows, and greedy selection chooses on them.`
    throw new CliError('NO_VALIDATION', got, 'Use --method average, or a sweep with data.validation.')
  }
  const classes = dataset.classNames.length
  const likelihoods = Float64Array.from(dataset.validation, (row, index) => {
    return validation.probabilities[index * classes + dataset.labels[row]!]!
  })
  return { number, likelihoods }
}

/** The `top` epochs of one trial that are best on the validation rows, each by the checkpoint that was kept of it. */
async function snapshot({ summaries, trial, top, tryOut, ...where }: Selecting): Promise<Member[]> {
  const [best] = selectAverage(summaries, where.sweep.spec.metric, 1)
  const one = trial ?? trialOf(summaries, best!)
  const epochs = await wholeEpochs(where, one)
  const tried: Tried[] = []
  for (const epoch of epochs) tried.push(await tryOut(one, epoch))
  const lossOf = ({ validation }: Tried) => validation?.score.loss ?? 0
  const sorted = tried.toSorted((a, b) => lossOf(a) - lossOf(b) || a.checkpoint.epoch - b.checkpoint.epoch)
  return sorted.slice(0, top).map((member) => ({ ...member, votes: 1 }))
}

async function wholeEpochs({ checkpoints, sweep }: Where, trial: TrialSummary): Promise<number[]> {
  if (sweep.spec.checkpoints.keep !== 'all') {
    const got = `${sweep.name} keeps the last checkpoints of a trial and its best, and a snapshot ensemble needs those of every epoch.`
    throw new CliError('NO_SNAPSHOTS', got, 'Run a sweep with checkpoints: { keep: all }.')
  }
  const refs = await checkpoints.list(trial.id)
  return refs.filter(({ step }) => step === 0).map(({ epoch }) => epoch)
}

function trialOf(summaries: readonly TrialSummary[], number: number): TrialSummary {
  return summaries.find((trial) => trial.number === number)!
}

/** Which methods a sweep allows; a snapshot needs what it may have given up. */
export function methodsOf({ spec }: SweepRecord): Method[] {
  return spec.checkpoints.keep === 'all' ? ['average', 'greedy', 'snapshot'] : ['average', 'greedy']
}
