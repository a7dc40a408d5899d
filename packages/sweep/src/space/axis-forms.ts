import { z } from 'zod'
import type { Distribution, Json, JsonObject } from '../spec.ts'
import type { ParamValue } from '../trial.ts'
import { absentForm } from './absent-forms.ts'
import { isList, isObject } from './references.ts'

/** Why an axis cannot be read at all; `key` is the one to point at. */
export interface Refusal {
  key?: string
  message: string
}

/** Whether the number under `key` was written with a point or an exponent: YAML's 1.0 and 1 are one number. */
export type WrittenAsFloat = (key: string) => boolean

/**
 * The schema that reads one axis into its Distribution, chosen by the keys it has: W&B's `values`, `value`, `{min, max}`
 * and `distribution`, Optuna's `{type, low, high, log, step}` and `{type: categorical, choices}`, or a plain list.
 */
export function axisForm(axis: Json, writtenAsFloat: WrittenAsFloat): z.ZodType<Distribution> | Refusal {
  if (isList(axis)) return list
  if (!isObject(axis)) return { message: noAxis(axis) }
  const refusal = absentForm(axis)
  if (refusal) return refusal
  if ('type' in axis) return named(optuna, axis, 'type')
  if ('distribution' in axis) return named(wandb, axis, 'distribution')
  return inferred(axis, writtenAsFloat)
}

function noAxis(axis: Json): string {
  return `${JSON.stringify(axis).slice(0, 60)} is no axis; an axis needs its values. ${FORMS}`
}

const FORMS = 'Write { values: [1, 2] }, { value: 1 } or { min: 0.1, max: 1 }.'

function inferred(axis: JsonObject, writtenAsFloat: WrittenAsFloat): z.ZodType<Distribution> | Refusal {
  if ('values' in axis) return wandb['categorical']!
  if ('value' in axis) return wandb['constant']!
  if ('q' in axis) return wandb['q_uniform']!
  if (!('min' in axis || 'max' in axis)) return { message: noAxis(axis) }
  const isWhole = ['min', 'max'].every((key) => Number.isSafeInteger(axis[key]) && !writtenAsFloat(key))
  return isWhole ? wandb['int_uniform']! : wandb['uniform']!
}

function named(forms: Forms, axis: JsonObject, key: string): z.ZodType<Distribution> {
  const form = typeof axis[key] === 'string' ? forms[axis[key]] : undefined
  return form ?? (z.looseObject({ [key]: z.enum(Object.keys(forms)) }) as unknown as z.ZodType<Distribution>)
}

type Forms = Readonly<Record<string, z.ZodType<Distribution>>>

const scalar = z.union([z.number(), z.string(), z.boolean()])
const whole = z.int()

const choices = z
  .array(scalar)
  .meta({ minItems: 1, uniqueItems: true })
  .superRefine((values, context) => {
    if (values.length === 0) context.addIssue('an axis needs at least one value. Add one, or remove the axis.')
    const seen = new Set<ParamValue>()
    for (const [index, value] of values.entries()) {
      const message = `${JSON.stringify(value)} stands here twice, and equal trials run once. Remove one of them.`
      if (seen.has(value)) context.addIssue({ code: 'custom', path: [index], message })
      seen.add(value)
    }
  })

export const list = choices.transform((values): Distribution => ({ kind: 'categorical', values }))

interface Range {
  min: number
  max: number
  q?: number
}

/** Refuses ranges that hold nothing or cannot be drawn from; `names` are the keys that the person wrote. */
function checked<T extends Range>(names: { min: string; max: string; q: string }, isLog = false) {
  return ({ min, max, q }: T, context: z.RefinementCtx<T>) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    if (min > max) {
      return refuse(names.min, `${min} is above ${names.max}, ${max}. Swap the two.`)
    }
    if (!Number.isFinite(max - min)) return refuse(names.max, `the range is too wide to be drawn from. Narrow it.`)
    if (isLog && min <= 0) return refuse(names.min, `${min} has no logarithm. Use a number above 0.`)
    if (q === undefined) return undefined
    if (q <= 0) return refuse(names.q, `${q} is no step. Use a number above 0.`)
    if (max > min && q > max - min) return refuse(names.q, `${q} is wider than the whole range. Use a smaller step.`)
    if ((max - min) / q >= 2 ** 32) return refuse(names.max, 'the range has more than 2^32 values. Narrow it.')
    return undefined
  }
}

const wandbNames = { min: 'min', max: 'max', q: 'q' }
export const wandb: Forms = {
  constant: z
    .strictObject({ distribution: z.literal('constant').optional(), value: scalar })
    .transform(({ value }) => constant(value)),
  categorical: z
    .strictObject({ distribution: z.literal('categorical').optional(), values: choices })
    .transform(({ values }) => ({ kind: 'categorical', values })),
  uniform: wandbRange('uniform'),
  int_uniform: wandbRange('int_uniform', whole),
  log_uniform_values: wandbRange('log_uniform'),
  q_uniform: wandbRaster('q_uniform'),
  q_log_uniform_values: wandbRaster('q_log_uniform'),
}

function constant(value: ParamValue): Distribution {
  return { kind: 'constant', value }
}

function wandbRange(kind: 'uniform' | 'int_uniform' | 'log_uniform', number: z.ZodType<number> = z.number()) {
  return z
    .strictObject({ distribution: z.string().optional(), min: number, max: number })
    .superRefine(checked(wandbNames, kind === 'log_uniform'))
    .transform(({ min, max }): Distribution => ({ kind, min, max }))
}

function wandbRaster(kind: 'q_uniform' | 'q_log_uniform') {
  return z
    .strictObject({ distribution: z.string().optional(), min: z.number(), max: z.number(), q: z.number().default(1) })
    .superRefine(checked(wandbNames, kind === 'q_log_uniform'))
    .transform(({ min, max, q }): Distribution => ({ kind, min, max, q }))
}

export const optuna: Forms = {
  float: optunaRange('float', z.number()),
  int: optunaRange('int', whole),
  categorical: z
    .strictObject({ type: z.literal('categorical'), choices })
    .transform(({ choices: values }) => ({ kind: 'categorical', values })),
}

function optunaRange(type: 'float' | 'int', number: z.ZodType<number>) {
  const names = { min: 'low', max: 'high', q: 'step' }
  return z
    .strictObject({
      type: z.literal(type),
      low: number,
      high: number,
      log: z.boolean().default(false),
      step: number.optional(),
    })
    .superRefine(({ low, high, log, step }, context) => {
      if (log && step !== undefined && !(type === 'int' && step === 1)) {
        context.addIssue({ code: 'custom', path: ['step'], message: 'a log axis has no step. Remove step or log.' })
      }
      const range = step === undefined ? { min: low, max: high } : { min: low, max: high, q: step }
      checked(names, log)(range, context as unknown as z.RefinementCtx<Range>)
    })
    .transform(({ low: min, high: max, log, step }): Distribution => {
      if (log) return type === 'int' ? { kind: 'q_log_uniform', min, max, q: 1 } : { kind: 'log_uniform', min, max }
      if (step !== undefined && !(type === 'int' && step === 1)) return { kind: 'q_uniform', min, max, q: step }
      return { kind: type === 'int' ? 'int_uniform' : 'uniform', min, max }
    })
}
