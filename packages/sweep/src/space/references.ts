import { SweepError } from '../errors.ts'
import type { Json, JsonObject, SweepSpec } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'

export type Path = readonly (string | number)[]

/** The axis that a whole scalar `$name` stands for; undefined for everything else, `$$…` included. */
export function referenceIn(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('$') || value.startsWith('$$')) return undefined
  return value.slice(1)
}

/** Every reference below `value` with its place. */
export function references(value: Json, path: Path = []): { name: string; path: Path }[] {
  const name = referenceIn(value)
  if (name !== undefined) return [{ name, path }]
  if (isList(value)) return value.flatMap((item, index) => references(item, [...path, index]))
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => references(item, [...path, key]))
  return []
}

/**
 * The objective of one trial: each whole scalar `$name` becomes the param's value, `$$…` becomes `$…`.
 *
 * A key of `training` whose param was left out, since it does not act in this trial, is left out too, so that the
 * objective's own default stands.
 *
 * @throws SweepError UNRESOLVED_REFERENCE where `$name` stands elsewhere and there is no such param
 */
export function resolveObjective(objective: SweepSpec['objective'], params: Params): SweepSpec['objective'] {
  const training = Object.entries(objective.training).filter(([, value]) => {
    const name = referenceIn(value)
    return name === undefined || Object.hasOwn(params, name)
  })
  return {
    data: resolve(objective.data, params) as JsonObject,
    model: resolve(objective.model, params) as JsonObject,
    training: resolve(Object.fromEntries(training), params) as JsonObject,
  }
}

function resolve(value: Json, params: Params): Json {
  if (isList(value)) return value.map((item) => resolve(item, params))
  if (isObject(value)) return mapValues(value, (item) => resolve(item, params))
  if (typeof value !== 'string') return value
  const name = referenceIn(value)
  if (name !== undefined) return paramNamed(name, params)
  return value.startsWith('$$') ? value.slice(1) : value
}

function paramNamed(name: string, params: Params): ParamValue {
  if (Object.hasOwn(params, name)) return params[name]!
  const known = Object.keys(params).join(', ') || 'none'
  throw new SweepError(
    'UNRESOLVED_REFERENCE',
    `$${name} stands in the objective, and the params are: ${known}.`,
    `Give the trial a param of that name, or write $$${name} for the text.`,
  )
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
