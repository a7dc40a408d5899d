import { NumbersError } from '../errors.ts'

/**
 * JSON text that is the same for equal values: no spaces, keys of objects in the order of their UTF-16 code units,
 * numbers and strings as `JSON.stringify` writes them (−0 as 0).
 *
 * Source: RFC 8785. Differs: lone surrogates are written as \uXXXX escapes, not refused.
 *
 * @throws NumbersError JSON_VALUE for NaN, infinities, undefined (also as a member), functions, symbols, bigints,
 *   cycles, and objects that are neither plain nor arrays; the message says where
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', new Set())
}

function write(value: unknown, path: string, parents: Set<object>): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value !== 'object' || !isPlain(value)) throw refusal(path, describe(value))
  if (parents.has(value)) throw refusal(path, 'an object that contains itself')
  parents.add(value)
  const text = Array.isArray(value) ? writeArray(value, path, parents) : writeObject(value, path, parents)
  parents.delete(value)
  return text
}

function writeArray(values: readonly unknown[], path: string, parents: Set<object>): string {
  // Array.from visits holes too, as undefined.
  return `[${Array.from(values, (value, i) => write(value, `${path}[${i}]`, parents)).join(',')}]`
}

function writeObject(value: object, path: string, parents: Set<object>): string {
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`, parents)}`)
  return `{${members.join(',')}}`
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function describe(value: unknown): string {
  if (typeof value === 'object') return `an instance of ${value?.constructor.name}`
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`
}

function refusal(path: string, what: string): NumbersError {
  return new NumbersError(
    'JSON_VALUE',
    `canonicalJson: ${path} is ${what}.`,
    'Use null, booleans, finite numbers, strings, arrays and plain objects of these.',
  )
}
