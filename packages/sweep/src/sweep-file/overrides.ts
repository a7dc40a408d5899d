import { type Document, isMap, isSeq, parseDocument, visit } from 'yaml'
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
    const blocked = blockage(document, path)
    if (blocked !== undefined) throw refusal(text, blocked)
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
  const [fault] = [...value.errors, ...value.warnings]
  if (fault) throw refusal(text, `Its value is not YAML: ${fault.message.replace(/\.?$/, '.')}`)
  forgetPlaces(value)
  return { path, value: value.contents }
}

/** Places in the override's own text would be taken for places in the file. */
function forgetPlaces(value: Document): void {
  visit(value, {
    Node: (_, node) => {
      node.range = null
    },
  })
}

/** Why a path cannot be set: it leads through a scalar, or past the end of a list. */
function blockage(document: Document, path: readonly string[]): string | undefined {
  for (const [length, segment] of path.entries()) {
    const parent = path.slice(0, length).join('.')
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (node === undefined || node === null) return undefined
    if (isSeq(node) && !(/^\d+$/.test(segment) && Number(segment) <= node.items.length)) {
      return `${parent} has ${node.items.length} items, and none at ${segment}.`
    }
    if (!isMap(node) && !isSeq(node)) return `${parent || 'The file'} is no mapping, so nothing can be set below it.`
  }
  return undefined
}

function refusal(text: string, why: string): SweepError {
  return new SweepError('OVERRIDE', `--set ${text} cannot be applied.`, `${why} Write, for example, training.epochs=3.`)
}
