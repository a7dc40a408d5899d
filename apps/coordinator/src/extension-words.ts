import type { Extension, ParamValue } from '@hypersweep/sweep'
import { CliError } from './errors.ts'

/** The flags of `extend` that ask for an extension. */
export function extensionWords({ epochs, replicates, trials, add = {} }: Extension): string[] {
  return [
    ...(epochs === undefined ? [] : ['--epochs', String(epochs)]),
    ...(replicates === undefined ? [] : ['--replicates', String(replicates)]),
    ...(trials === undefined ? [] : ['--trials', String(trials)]),
    ...Object.entries(add).flatMap(([name, values]) => ['--add', `${name}=${values.map(valueWord).join(',')}`]),
  ]
}

/**
 * Values by axis, from `learning_rate=0.5,1`; an axis may be named again. What reads as a number, true or false is one; a
 * text may stand in double quotes, and has to where it holds a comma.
 *
 * @throws CliError EXTEND_ADD for what is written otherwise
 */
export function readAdditions(texts: readonly string[]): Record<string, readonly ParamValue[]> {
  const add: Record<string, readonly ParamValue[]> = {}
  for (const text of texts) {
    const [, name, list] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    const words = list === undefined ? undefined : wordsOf(list)
    if (name === undefined || words === undefined) {
      const needed = 'Write an axis and its new values, such as --add learning_rate=0.5,1.'
      throw new CliError('EXTEND_ADD', `--add ${text} names no values.`, needed)
    }
    add[name] = [...(add[name] ?? []), ...words.map(valueIn)]
  }
  return add
}

/** A JSON text or a word, and what ends it. */
const WORD = /\s*("(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"|[^",\s][^",]*)\s*(,|$)/iuy

function wordsOf(list: string): string[] | undefined {
  const words: string[] = []
  WORD.lastIndex = 0
  while (WORD.lastIndex < list.length || list.endsWith(',') || words.length === 0) {
    const found = WORD.exec(list)
    if (found === null) return undefined
    words.push(found[1]!.trim())
    if (found[2] === '') return words
  }
  return words
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

function valueIn(word: string): ParamValue {
  if (word.startsWith('"')) return JSON.parse(word) as string
  if (NUMBER.test(word)) return Number(word)
  return word === 'true' || word === 'false' ? word === 'true' : word
}

function valueWord(value: ParamValue): string {
  if (typeof value !== 'string') return String(value)
  const isPlain = /^[^",]+$/.test(value) && value === value.trim() && valueIn(value) === value
  return isPlain ? value : JSON.stringify(value)
}
