import { type Document, isMap, isSeq, parseDocument } from 'yaml'
import { SweepError } from '../errors.ts'
import type { Path } from '../space/references.ts'
import { isUnder } from './problem.ts'

/** The override, as it was typed, that the value at a path comes from. */
export type OverrideAt = (path: Path) => string | undefined

/**
 * Puts `key=value` overrides into a document: the key is dotted (`training.epochs`, `model.layers.0.dense`), the value
 * is YAML. A key that is not there yet is added.
 *
 * @throws SweepError OVERRIDE for one without `=`, an empty key, or a value that is no YAML
 */
export function applyOverrides(document: Document, overrides: readonly string[]): OverrideAt {
  const applied = overrides.map((text) => {
    const { path, value } = parsed(text)
    const reached = reachable(document, path)
    if (reached !== undefined) throw refusal(text, `${reached} is no mapping, so nothing can be set below it.`)
    document.setIn(path, value)
    return { path, text }
  })
  return (path) => applied.findLast((override) => isUnder(path, override.path))?.text
}

function parsed(text: string): { path: string[]; value: unknown } {
  const cut = text.indexOf('=')
  const path = text.slice(0, Math.max(cut, 0)).trim().split('.')
  if (path.some((segment) => segment === '')) throw refusal(text, 'It needs the form key=value.')
  const value = parseDocument(text.slice(cut + 1), { schema: 'core', prettyErrors: false, stringKeys: true })
  if (value.errors[0]) throw refusal(text, `Its value is not YAML: ${value.errors[0].message}.`)
  return { path, value: withoutPlaces(value) }
}

/** Places of the override's own text would be taken for places in the file. */
function withoutPlaces(value: Document): unknown {
  return value.createNode(value.toJS({ maxAliasCount: 0 }))
}

/** The first part of the path that holds a scalar; undefined where the path can be set. */
function reachable(document: Document, path: readonly string[]): string | undefined {
  for (let length = 1; length < path.length; length++) {
    const node = document.getIn(path.slice(0, length), true)
    if (node === undefined || node === null) return undefined
    if (!isMap(node) && !isSeq(node)) return path.slice(0, length).join('.')
  }
  return undefined
}

function refusal(text: string, why: string): SweepError {
  return new SweepError('OVERRIDE', `--set ${text} cannot be applied.`, `${why} Write, for example, training.epochs=3.`)
}
