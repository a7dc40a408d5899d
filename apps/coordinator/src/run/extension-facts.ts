import type { Course } from '@hypersweep/runner'
import { type Distribution, type ParamValue, type SearchSpace, type SweepSpec, specAt } from '@hypersweep/sweep'
import { counted, valueText } from '../view/amounts.ts'
import type { Fact } from './plan.ts'

/** What a sweep has more than it had, where it has: `epochs 5 → 10, learning_rate also 0.5, 1`. */
export function growthFacts(before: SweepSpec, after: SweepSpec, remark = ''): Fact[] {
  const [old, now] = [specAt(before), specAt(after)]
  const numbers = [
    ['epochs', old.objective.training['epochs'], now.objective.training['epochs']],
    ['replicates', old.replicates, now.replicates],
    ['run_cap', old.runCap, now.runCap],
  ] as const
  const grown = numbers.flatMap(([name, from, to]) => (from === to ? [] : [`${name} ${String(from)} → ${String(to)}`]))
  const texts = [...grown, ...axisTexts(old.parameters, now.parameters)]
  return texts.length === 0 ? [] : [['extended', `${texts.join(', ')}${remark}`]]
}

function axisTexts(old: SearchSpace, now: SearchSpace): string[] {
  return now.flatMap(({ name, distribution }, axis) => {
    const known = old[axis]!.distribution
    const added = valuesOf(distribution).filter((value) => !has(known, value))
    return added.length === 0 ? [] : [`${name} also ${added.map(valueText).join(', ')}`]
  })
}

function valuesOf(distribution: Distribution): readonly ParamValue[] {
  return distribution.kind === 'categorical' ? distribution.values : []
}

/** Whether an axis had a value; one of steps or whole numbers is within its range. */
function has(distribution: Distribution, value: ParamValue): boolean {
  if (distribution.kind === 'categorical') return distribution.values.includes(value)
  if (distribution.kind === 'constant') return distribution.value === value
  return typeof value === 'number' && value >= distribution.min && value <= distribution.max
}

/** How many trials go on, and how many begin anew, and why. */
export function courseFacts(all: readonly Course[]): Fact[] {
  const continued = all.flatMap((course) => (course.kind === 'continued' ? [course.after] : []))
  const schedules = all.flatMap((course) => (course.kind === 'anew' ? [course.schedule] : []))
  const again = all.filter(({ kind }) => kind === 'again').length
  const texts = [
    ...(continued.length > 0
      ? [
          `${goesOn(continued.length)} after ${rangeText(continued)}, ${continued.length === 1 ? 'from' : 'each from'} its last checkpoint`,
        ]
      : []),
    ...[...new Set(schedules)].map((schedule) => {
      const count = schedules.filter((name) => name === schedule).length
      return `${fromStart(count)}: over more epochs ${schedule} is another schedule`
    }),
    ...(again > 0 ? [`${fromStart(again)}: ${again === 1 ? 'its' : 'their'} checkpoints were given up`] : []),
  ]
  return texts.map((text, index) => [index === 0 ? 'trained before' : '', text])
}

function goesOn(count: number): string {
  return count === 1 ? '1 trial goes on' : `${count} trials go on`
}

function fromStart(count: number): string {
  return `${counted(count, 'trial')} ${count === 1 ? 'is' : 'are'} trained from epoch 0`
}

function rangeText(epochs: readonly number[]): string {
  const [least, most] = [Math.min(...epochs), Math.max(...epochs)]
  return least === most ? `epoch ${least}` : `epochs ${least} to ${most}`
}
