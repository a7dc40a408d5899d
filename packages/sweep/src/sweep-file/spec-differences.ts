import { canonicalJson } from '@hypersweep/numbers'
import { isObject } from '../space/references.ts'
import type { Json, JsonObject, SweepSpec } from '../spec.ts'

/**
 * The keys of the sweep file in which two specs differ, dotted (`training.epochs`, `parameters.dropout`), in the order
 * of the file; empty for equal specs, whatever they were before their extensions. Axes in another order are a difference of `parameters`, since a grid follows it.
 */
export function specDifferences(a: SweepSpec, b: SweepSpec): string[] {
  const keys = differences(asFile(a), asFile(b), [])
  const isReordered = order(a) !== order(b) && !keys.some((key) => key.startsWith('parameters'))
  return isReordered ? ['parameters', ...keys] : keys
}

function asFile({ objective, parameters, runCap, earlier: _earlier, ...rest }: SweepSpec): JsonObject {
  const axes = Object.fromEntries(parameters.map(({ name, distribution }) => [name, [distribution]]))
  const cap = runCap === undefined ? {} : { run_cap: runCap }
  const file: object = { ...rest, ...cap, parameters: axes, ...objective }
  return file as JsonObject
}

function order({ parameters }: SweepSpec): string {
  return parameters.map(({ name }) => name).join()
}

function differences(a: Json | undefined, b: Json | undefined, path: readonly string[]): string[] {
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].flatMap((key) => differences(a[key], b[key], [...path, key]))
  }
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b) ? [] : [path.join('.')]
}
