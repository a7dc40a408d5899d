import { exp } from '@hypersweep/numbers'
import type { JsonObject } from '../spec.ts'
import type { Refusal } from './axis-forms.ts'

/** What other tools' axes can say and this version cannot, each with what to write in its place. */
export function absentForm(axis: JsonObject): Refusal | undefined {
  if ('parameters' in axis) return { key: 'parameters', message: NESTED }
  if ('probabilities' in axis) return { key: 'probabilities', message: PROBABILITIES }
  if ('when' in axis) return { key: 'when', message: CONDITION }
  const { distribution } = axis
  if (distribution === 'log_uniform' || distribution === 'q_log_uniform') {
    return { key: 'distribution', message: exponents(distribution, axis) }
  }
  if (typeof distribution !== 'string' || !DISTRIBUTIONS.has(distribution)) return undefined
  const instead = distribution.includes('log') ? 'log_uniform_values' : 'uniform'
  return { key: 'distribution', message: `this version has no ${distribution}; use ${instead} or values.` }
}

const NESTED = 'this version has no nested parameters; give each its own axis and reference it by $name.'
const PROBABILITIES = 'this version has no probabilities; use values, which are drawn equally often.'
const CONDITION = 'this version has no conditions; an axis is left out of trials in which it has no effect.'

const DISTRIBUTIONS = new Set([
  'categorical_w_probabilities',
  'inv_log_uniform',
  'inv_log_uniform_values',
  'normal',
  'q_normal',
  'log_normal',
  'q_log_normal',
  'beta',
  'q_beta',
])

function exponents(distribution: string, { min, max }: JsonObject): string {
  const hint =
    typeof min === 'number' && typeof max === 'number' && Number.isFinite(exp(max))
      ? ` Exponents ${min} and ${max} are the values ${short(exp(min))} and ${short(exp(max))}.`
      : ''
  return `${distribution} takes exponents, which this version has not; use ${distribution}_values with the values themselves.${hint}`
}

function short(x: number): string {
  return String(Number(x.toPrecision(3)))
}
