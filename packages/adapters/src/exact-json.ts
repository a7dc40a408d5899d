import type { Metrics } from '@hypersweep/sweep'
import { AdapterError } from './errors.ts'

/**
 * JSON that gives back every finite number bit for bit.
 *
 * Differs from JSON.stringify: -0 stays -0 (JSON.parse reads it as such), and NaN and infinities are refused instead
 * of becoming null. Keys whose value is undefined are left out.
 *
 * @throws AdapterError NUMBER_NOT_FINITE
 */
export function exactJson(value: unknown): string {
  if (typeof value === 'number') return numberText(value)
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${exactJson(each)}`).join(',')}}`
}

/** Metrics as one text for one value: equal texts are equal bits, whatever the order of the names. */
export function metricsText(metrics: Metrics): string {
  return exactJson(Object.fromEntries(Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : 1))))
}

const BEFORE_BEST = '{"status":"complete","best":'

/**
 * Whether `best`, the text of an epoch, stands in `end`, the text of a complete trial's end, as its best one: who reads
 * both need not read it twice, which takes a third of the time of reading a sweep.
 */
export function isBestOfEnd(best: string, end: string): boolean {
  return end.startsWith(BEFORE_BEST) && end.startsWith(best, BEFORE_BEST.length)
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new AdapterError('NUMBER_NOT_FINITE', `A number to store is ${value}.`, 'Only finite numbers can be stored.')
  }
  return Object.is(value, -0) ? '-0' : String(value)
}
