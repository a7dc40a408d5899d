import { averageProbabilities } from '@hypersweep/core'
import type { SweepRecord } from '@hypersweep/sweep'
import { type Measure, type Measured, measureOnce } from './measure.ts'
import { isGone, otherLossOf, type Part, validationOf, type Where } from './networks.ts'
import { meanScore, type Score, scoreOf } from './score.ts'
import { type Member, type Method, methodsOf, SELECT, type Selecting, tryOnce } from './select-members.ts'

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
  /** Methods that have no line, since some of their networks would have to be trained again. */
  left: readonly Method[]
  /** What networks of the table were trained on beside cross-entropy, which all are scored with. */
  otherLosses: readonly string[]
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
 * once for each network. Only for what was asked for is a network trained again.
 *
 * @throws what `SELECT` throws for the method that was asked for
 */
export async function compareEnsembles({ method, top, ...rest }: Comparing): Promise<EnsembleComparison> {
  const selecting = { ...rest, tryOut: tryOnce() }
  const measure = measureOnce()
  const line = (who: Contender['who'], members: readonly Member[], where: Where = selecting) =>
    contender({ who, members, measure, where })
  const members = await SELECT[method]({ ...selecting, top: top ?? usualTop(method, rest.sweep) })
  const chosen = await line(method, members)
  const [best] = await SELECT.average({ ...selecting, top: 1 })
  const contenders = [await line('best single', [best!]), await line('mean of members', members)]
  const left: Method[] = []
  const { trainAgain: _, ...asTheyAre } = selecting
  for (const other of methodsOf(rest.sweep).filter((one) => one !== method)) {
    try {
      const others = await SELECT[other]({ ...asTheyAre, top: usualTop(other, rest.sweep) })
      contenders.push(await line(other, others, asTheyAre))
    } catch (error) {
      if (!isGone(error)) throw error
      left.push(other)
    }
  }
  const all = [...contenders, chosen]
  return { method, chosen, contenders: all, left, otherLosses: otherLosses(all, rest.sweep) }
}

function otherLosses(contenders: readonly Contender[], sweep: SweepRecord): string[] {
  const losses = contenders.flatMap(({ members }) => members.map(({ trial }) => otherLossOf(trial, sweep)))
  return [...new Set(losses.filter((loss) => loss !== undefined))]
}

/** Of no more trials than keep their weights. */
function usualTop(method: Method, { spec }: SweepRecord): number {
  return method === 'snapshot' ? USUAL_TOP[method] : Math.min(USUAL_TOP[method], spec.checkpoints.topK)
}

interface Line {
  who: Contender['who']
  members: readonly Member[]
  measure: Measure
  where: Where
}

async function contender({ who, members, measure, where }: Line): Promise<Contender> {
  const measured: Measured[] = []
  for (const member of members) measured.push(await measure(member, where))
  const isMean = who === 'mean of members'
  const isOne = isMean || members.length === 1
  const share = isMean ? members.length : 1
  const validation = isOne
    ? meanScore(members.map((member) => member.validation))
    : together(await validations(members, where), members, 'validation', where)
  const tests = measured.flatMap(({ test }) => test ?? [])
  const test = isOne
    ? meanScore(tests.map(({ score }) => score))
    : together(
        tests.map(({ probabilities }) => probabilities),
        members,
        'test',
        where,
      )
  return {
    who,
    members,
    parameters: measured.reduce((sum, { parameters }) => sum + parameters, 0) / share,
    milliseconds: measured.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / share,
    ...(validation && { validation }),
    ...(test && tests.length === members.length && { test }),
  }
}

async function validations(members: readonly Member[], where: Where): Promise<Float32Array[]> {
  const all: Float32Array[] = []
  for (const member of members) all.push((await validationOf(member, where)).probabilities)
  return all
}

/** The score of what the members average by their votes. */
function together(each: readonly Float32Array[], members: readonly Member[], part: Part, { dataset }: Where) {
  if (dataset[part].length === 0) return undefined
  const votes = members.flatMap(({ votes: count }, index) => Array<Float32Array>(count).fill(each[index]!))
  return scoreOf(averageProbabilities(votes), dataset.labels, dataset[part], dataset.classNames.length)
}
