import { SweepError } from './errors.ts'

/** What a worker says of itself, and a sweep may require: `{ gpu: 'yes' }`. */
export type Labels = Readonly<Record<string, string>>

/** What a label's key and value may be. */
export const LABEL_KEY = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/
export const LABEL_VALUE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/

export const LABEL_RULE = 'It has 1 to 63 of letters, digits, ".", "_", "/" and "-", and begins with a letter or digit.'

/**
 * Reads `key=value`.
 *
 * @throws SweepError LABEL where one of them is no plain word
 */
export function parseLabel(text: string): Labels {
  const [key = '', ...rest] = text.split('=')
  const value = rest.join('=')
  if (rest.length > 0 && LABEL_KEY.test(key) && LABEL_VALUE.test(value)) return { [key]: value }
  const got = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  throw new SweepError('LABEL', `${got} is no label.`, 'Use key=value, each a plain word, for example gpu=yes.')
}

/** `gpu=yes, zone=b`; empty without any. */
export function labelsText(labels: Labels = {}): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

/** What is required and not had. */
export function lackedLabels(required: Labels = {}, had: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(required).filter(([key, value]) => had[key] !== value))
}
