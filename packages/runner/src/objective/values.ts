import type { OptionRange } from '@hypersweep/core'
import { z } from 'zod'

/** A count, from 1 up. */
export const count = z.int().min(1)

export function numberIn({ min, minIncluded, max }: OptionRange) {
  const above = minIncluded ? z.number().gte(min) : z.number().gt(min)
  return max === Number.POSITIVE_INFINITY ? above : above.lt(max)
}

/**
 * An object with these keys and no other. Each of `absent` is refused as something that other programs have and this
 * version has not, so that nobody looks for a slip of the finger.
 */
export function section<T extends z.core.$ZodLooseShape>(
  shape: T,
  absent: readonly string[] = [],
): z.ZodObject<T, z.core.$strict> {
  const unknownKeys = z.superRefine<Record<string, unknown>>(
    (value, context) => {
      for (const key of Object.keys(value)) {
        if (Object.hasOwn(shape, key)) continue
        if (!absent.includes(key)) context.addIssue({ code: 'unrecognized_keys', keys: [key], input: value })
        else context.addIssue({ code: 'custom', path: [key], message: `this version has no ${key}. Remove this key.` })
      }
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
  // Loose, and yet strict: a strict object's own complaint would come instead of the one above.
  return z.looseObject(shape).check(unknownKeys) as unknown as z.ZodObject<T, z.core.$strict>
}
