import { type Document, isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Path } from '../space/references.ts'
import type { Json } from '../spec.ts'

/** A value that no sweep file may hold, and where. */
export class PlainValueError extends Error {
  readonly path: Path

  constructor(path: Path, message: string) {
    super(message)
    this.path = path
  }
}

const DEPTH_LIMIT = 32
const COUNT_LIMIT = 100_000
/** Keys that reach an object's prototype in code that copies carelessly. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** The document as plain data: finite numbers, no forbidden keys, aliases written out within bounds. */
export function plainValue(document: Document): Json {
  let count = 0

  function plain(node: unknown, path: Path): Json {
    count++
    if (path.length > DEPTH_LIMIT) throw new PlainValueError(path, `This is nested deeper than ${DEPTH_LIMIT} levels.`)
    if (count > COUNT_LIMIT)
      throw new PlainValueError(
        path,
        `With its aliases the file expands to more than ${COUNT_LIMIT} values. Write out what is needed.`,
      )
    if (isAlias(node)) return plain(target(node.source, node.resolve(document), path), path)
    if (isSeq(node)) return node.items.map((item, index) => plain(item, [...path, index]))
    if (isScalar(node)) return scalar(node.value, path)
    if (!isMap(node)) return null
    return Object.fromEntries(
      node.items.map(({ key, value }) => {
        const name = allowedKey(String(isScalar(key) ? key.value : key), path)
        return [name, plain(value, [...path, name])]
      }),
    )
  }
  return plain(document.contents, [])
}

function target(name: string, node: unknown, path: Path): unknown {
  if (node === undefined) throw new PlainValueError(path, `*${name} has no anchor before it. Write &${name} at one.`)
  return node
}

function allowedKey(key: string, path: Path): string {
  if (FORBIDDEN_KEYS.has(key)) throw new PlainValueError([...path, key], `A key may not be ${key}. Use another name.`)
  return key
}

function scalar(value: unknown, path: Path): Json {
  if (typeof value !== 'number') return value as Json
  if (!Number.isFinite(value))
    throw new PlainValueError(path, `${value} is no number to compute with. Use a finite one.`)
  // Stores keep numbers as JSON, which has no −0.
  return value === 0 ? 0 : value
}
