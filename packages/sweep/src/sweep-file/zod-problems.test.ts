import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Json } from '../spec.ts'
import { zodProblems } from './zod-problems.ts'

function messages(schema: z.ZodType, value: Json): string[] {
  const result = schema.safeParse(value)
  return result.success
    ? []
    : zodProblems(result.error, { schema, value, root: ['model'] }).map(({ message }) => message)
}

describe('what a schema refuses is said in plain words', () => {
  const shape = z.union([
    z.strictObject({ dense: z.number() }),
    z.strictObject({ flatten: z.strictObject({ deep: z.boolean() }) }),
  ])
  test.each<[string, z.ZodType, Json, string[]]>([
    ['a union of scalars', z.union([z.number(), z.string()]), true, ['model is true; it needs a number or a text.']],
    [
      'the branch of a union that came furthest',
      shape,
      { flatten: { deep: 1 } },
      ['model.flatten.deep is 1; it needs true or false.'],
    ],
    [
      'a discriminator',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
      { kind: 'other' },
      ['model.kind is "other"; it needs a or b.'],
    ],
    [
      'a discriminator with a slip of the finger',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('digits') }), z.object({ kind: z.literal('moons') })]),
      { kind: 'digit' },
      ['model.kind is "digit"; it needs digits or moons. Did you mean "digits"?'],
    ],
    [
      'a key that a branch of the union lacks',
      z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a'), rows: z.number().default(1) })]),
      { kind: 'a', row: 2 },
      ['model has no key "row". Did you mean "rows"?'],
    ],
    ['a text that is too short', z.string().min(1), '', ['model is ""; it needs at least 1 character.']],
    ['a list that is too long', z.array(z.number()).max(2), [1, 2, 3], ['model is [1,2,3]; it needs at most 2 items.']],
    ['a bound that is left out', z.number().gt(0), 0, ['model is 0; it needs a number of more than 0.']],
    [
      'words of the schema itself',
      z.number({ error: 'a size is needed. Use 10.' }),
      'x',
      ['model: a size is needed. Use 10.'],
    ],
    ['a refinement', z.number().refine((x) => x % 2 === 0, 'use an even number.'), 3, ['model: use an even number.']],
    ['a long value', z.number(), 'x'.repeat(100), [`model is "${'x'.repeat(56)}...; it needs a number.`]],
    [
      'keys behind defaults, transforms and lists',
      z
        .object({ layers: z.array(z.strictObject({ units: z.number().default(1) })).transform((all) => all) })
        .prefault({ layers: [] }),
      { layers: [{ unit: 3 }] },
      ['model.layers.0 has no key "unit". Did you mean "units"?'],
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(messages(schema, value)).toEqual(expected)
  })
})
