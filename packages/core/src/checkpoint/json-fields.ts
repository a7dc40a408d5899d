import { CoreError } from '../errors.ts'

/**
 * Readers of JSON that nobody vouches for: each takes a value and its place in words, and returns it typed.
 *
 * All throw CoreError CHECKPOINT_FIELD, naming the place, where the value is not of the kind asked for.
 */
export type Reader<T> = (value: unknown, place: string) => T

/** @throws CoreError CHECKPOINT_JSON when it is not JSON, or has a key that could reach an object's prototype */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text, refusePrototype)
  } catch (cause) {
    throw new CoreError('CHECKPOINT_JSON', `The checkpoint's ${place} is not plain JSON.`, 'Use another checkpoint.', {
      cause,
    })
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key named __proto__')
  return value
}

export type Fields = Readonly<Record<string, unknown>>

export const fields: Reader<Fields> = (value, place) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(value, place, 'An object')

export const text: Reader<string> = (value, place) =>
  typeof value === 'string' ? value : refuse(value, place, 'A text')

export const finite: Reader<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(value, place, 'A finite number')

export const count: Reader<number> = (value, place) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuse(value, place, 'A whole number from 0 up')

export function list<T>(item: Reader<T>): Reader<T[]> {
  return (value, place) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : refuse(value, place, 'A list')
    return items.map((each, i) => item(each, `${place}[${i}]`))
  }
}

/** One of some words. */
export function word<const T extends string>(...words: readonly T[]): Reader<T> {
  return (value, place) => words.find((each) => each === value) ?? refuse(value, place, `One of ${words.join(', ')}`)
}

/** SHA-256 as 64 hexadecimal digits in lower case. */
export const sha256Text: Reader<string> = (value, place) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : refuse(value, place, '64 hexadecimal digits')

function refuse(value: unknown, place: string, needed: string): never {
  const got = JSON.stringify(value)?.slice(0, 80) ?? 'missing'
  throw new CoreError(
    'CHECKPOINT_FIELD',
    `The checkpoint's ${place} is ${got}.`,
    `${needed} is needed: use another checkpoint.`,
  )
}
