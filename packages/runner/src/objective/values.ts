import type { Option, OptionRange, Options } from '@hypersweep/core'
import { z } from 'zod'

/** A count, from 1 up. */
export const count = z.int().min(1)

export function numberIn({ min, minIncluded, max, maxIncluded, whole = false }: OptionRange) {
  const kind = whole ? z.int() : z.number()
  const bounded = min === Number.NEGATIVE_INFINITY ? kind : minIncluded ? kind.gte(min) : kind.gt(min)
  if (max === Number.POSITIVE_INFINITY) return bounded
  return maxIncluded ? bounded.lte(max) : bounded.lt(max)
}

/** What an option of core takes, as a schema; editors are told its meaning and its default. */
export function optionSchema(option: Option): z.ZodType {
  const usual = 'default' in option && option.default !== undefined ? { default: option.default } : {}
  return takenBy(option).meta({ description: option.meaning, ...usual })
}

function takenBy(option: Option): z.ZodType {
  switch (option.kind) {
    case 'number':
      return numberIn(option.range)
    case 'flag':
      return z.boolean()
    case 'choice':
      return z.enum(option.choices)
    case 'list':
      return z.array(numberIn(option.range)).min(1).refine(ascends, { error: 'the numbers of a list ascend.' })
  }
}

function ascends(list: readonly unknown[]): boolean {
  return list.every((value, i) => i === 0 || (value as number) > (list[i - 1] as number))
}

/** Each option as a key that may be left out. */
export function optionShape(options: Options): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, z.optional(optionSchema(option))]))
}

/**
 * An object with these keys and no other. Each of `absent` is refused as something that other programs have and this
 * version has not, so that nobody looks for a slip of the finger; each of `renamed` as what is called otherwise here.
 */
export function section<T extends z.core.$ZodLooseShape>(
  shape: T,
  absent: readonly string[] = [],
  renamed: Readonly<Record<string, string>> = {},
): z.ZodObject<T, z.core.$strict> {
  const refusal = (key: string) => {
    if (Object.hasOwn(renamed, key)) return `this version has no ${key}. Write ${renamed[key]}.`
    return absent.includes(key) ? `this version has no ${key}. Remove this key.` : undefined
  }
  const unknownKeys = z.superRefine<Record<string, unknown>>(
    (value, context) => {
      for (const key of Object.keys(value)) {
        if (Object.hasOwn(shape, key)) continue
        const message = refusal(key)
        if (message === undefined) context.addIssue({ code: 'unrecognized_keys', keys: [key], input: value })
        else context.addIssue({ code: 'custom', path: [key], message })
      }
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
  // Loose, and yet strict: a strict object's own complaint would come instead of the one above.
  const strict = z.looseObject(shape).check(unknownKeys).meta({ additionalProperties: false })
  return strict as unknown as z.ZodObject<T, z.core.$strict>
}
