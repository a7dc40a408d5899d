import { averageProbabilities } from '@hypersweep/core'
import type { SweepRecord } from '@hypersweep/sweep'
import { millisecondsOf, type Part, type Prediction, parameterCount, predictPart } from './candidate.ts'
import { meanScore, type Score, scoreOf } from './score.ts'
import { type Member, type Method, methodsOf, rememberedTries, SELECT, type Selecting } from './select-members.ts'

/** One line of the comparison: who predicts, how well, and what it costs. */
export interface Contender {
  who: 'best single' | 'mean of members' | Method
  /** Best claim first; a trial comes once for each of its epochs. */
  members: readonly Member[]
  /** Of all members together; their mean where the line is one. */
  parameters: number
  /** For 1000 rows, on one thread. */
  milliseconds: number
  /** Missing where the data has no such rows. */
  validation?: Score
  test?: Score
}

export interface EnsembleComparison {
  /** Which of the methods was asked for. */
  method: Method
  /** By which `chosen` was made. */
  chosen: Contender
  contenders: readonly Contender[]
}

export interface Comparing extends Omit<Selecting, 'top' | 'tryOut'> {
  method: Method
  /** The method's usual number where it is not said. */
  top?: number
}

/** What a method takes where nothing is said of it. */
const USUAL_TOP = { average: 5, greedy: 50, snapshot: 5 }

/**
 * Makes the ensemble that was asked for and those of the other methods that the sweep allows, on validation rows, and
 * compares them with their best single network and with the mean of the chosen members. Test rows are read after that,
 * once for each network.
 *
 * @throws what `SELECT` throws for the method that was asked for
 */
export async function compareEnsembles({ method, top, ...rest }: Comparing): Promise<EnsembleComparison> {
  const selecting = { ...rest, tryOut: rememberedTries(rest) }
  const testOf = oncePerNetwork((member) => predictPart(member, 'test', selecting))
  const timeOf = oncePerNetwork((member) => millisecondsOf(member, selecting))
  const line = (who: Contender['who'], members: readonly Member[]) =>
    contender({ who, members, testOf, timeOf, selecting })
  const members = await SELECT[method]({ ...selecting, top: top ?? usualTop(method, rest.sweep) })
  const chosen = line(method, members)
  const others: Contender[] = []
  for (const other of methodsOf(selecting.sweep).filter((one) => one !== method && isPossible(one, selecting))) {
    others.push(line(other, await SELECT[other]({ ...selecting, top: usualTop(other, rest.sweep) })))
  }
  const [best] = await SELECT.average({ ...selecting, top: 1 })
  const contenders = [line('best single', [best!]), line('mean of members', members), ...others, chosen]
  return { method, chosen, contenders }
}

/** Of no more trials than keep their weights. */
function usualTop(method: Method, { spec }: SweepRecord): number {
  return method === 'snapshot' ? USUAL_TOP[method] : Math.min(USUAL_TOP[method], spec.checkpoints.topK)
}

function oncePerNetwork<Value>(find: (member: Member) => Value): (member: Member) => Value {
  const found = new Map<string, Value>()
  return (member) => {
    const key = `${member.trial.id}/${member.checkpoint.epoch}`
    if (!found.has(key)) found.set(key, find(member))
    return found.get(key)!
  }
}

function isPossible(method: Method, { dataset }: Omit<Selecting, 'top'>): boolean {
  return method !== 'greedy' || dataset.validation.length > 0
}

interface Line {
  who: Contender['who']
  members: readonly Member[]
  testOf: (member: Member) => Prediction | undefined
  timeOf: (member: Member) => number
  selecting: Omit<Selecting, 'top'>
}

function contender({ who, members, testOf, timeOf, selecting }: Line): Contender {
  const tests = members.map(testOf)
  const validations = members.map((member) => member.validation)
  const share = who === 'mean of members' ? members.length : 1
  const score = (part: Part, predictions: readonly (Prediction | undefined)[]) => {
    const there = predictions.filter((one) => one !== undefined)
    if (there.length < members.length) return {}
    const one = who === 'mean of members' || members.length === 1
    return { [part]: one ? meanScore(there.map(({ score: own }) => own)) : together(part, there) }
  }
  const together = (part: Part, there: readonly Prediction[]) => {
    const { dataset } = selecting
    const votes = members.flatMap(({ votes: count }, index) => Array(count).fill(there[index]!.probabilities))
    return scoreOf(averageProbabilities(votes), dataset.labels, dataset[part], dataset.classNames.length)
  }
  return {
    who,
    members,
    parameters: members.reduce((sum, member) => sum + parameterCount(member), 0) / share,
    milliseconds: members.reduce((sum, member) => sum + timeOf(member), 0) / share,
    ...score('validation', validations),
    ...score('test', tests),
  }
}
