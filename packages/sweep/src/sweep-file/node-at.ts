import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Path } from '../space/references.ts'

export interface Place {
  /** Where it begins in the text; missing for what does not come from the text. */
  offset?: number
  isFloat: boolean
}

/** Finds what a path leads to, or the last thing on the way that is there. */
export function nodeAt(document: Document, path: Path, at?: 'key'): Place {
  let node: unknown = document.contents
  let offset = offsetOf(node) ?? 0
  for (const [index, segment] of path.entries()) {
    const { pair, value } = step(followed(node, document), segment)
    if (pair === undefined && value === undefined) return { offset, isFloat: false }
    const isKeyWanted = at === 'key' && index === path.length - 1
    const found = (isKeyWanted ? undefined : offsetOf(value)) ?? offsetOf(pair?.key)
    if (found !== undefined) offset = found
    node = value
  }
  return { offset, isFloat: isFloat(followed(node, document)) }
}

function step(node: unknown, segment: string | number): { pair?: Pair; value?: unknown } {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(segment))
    return pair === undefined ? {} : { pair, value: pair.value }
  }
  return isSeq(node) ? { value: node.items[Number(segment)] } : {}
}

function followed(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

function isFloat(node: unknown): boolean {
  return isScalar(node) && typeof node.value === 'number' && /[.eE]/.test(node.source ?? '') && node.format !== 'HEX'
}
