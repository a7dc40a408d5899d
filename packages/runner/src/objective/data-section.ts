import { DATA_DEFAULTS, type DataSource } from '@hypersweep/datasets'
import { z } from 'zod'
import { needsPath, urlValue, withUrlPlaced } from './data-url.ts'
import { count, section } from './values.ts'

/** What a stored `data:` has beside its source: which data it was. A person may pin `sha256` too. */
export interface DataPin {
  name?: string
  sha256?: string
}

export type DataSection = DataSource & DataPin

const pin = {
  name: z.string().min(1).exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 has 64 digits of 0-9 and a-f.' })
    .exactOptional(),
}

const ABSENT = 'augment shuffle download stratify folds subset batch_size header delimiter columns'.split(' ')
const NO_FILES = [...ABSENT, 'url']
const seed = z.int().min(0).describe('of the split, and of generated rows').exactOptional()
const path = z.string().min(1).describe('relative to this file')
const validation = partFrom(Number.MIN_VALUE)
  .describe('rows, or a share of them, that score the trials')
  .exactOptional()
const test = partFrom(0).describe('rows, or a share of them, that take part in no choice').exactOptional()
const noise = z.number().gte(0).describe('standard deviation of what is added to each feature').exactOptional()
const generated = { rows: count.exactOptional(), noise, validation, test, seed, ...pin }
const classes = z.int().min(2).exactOptional()

/**
 * `data:` of the sweep file. The parts depend on `seed` alone: one split for the whole sweep. A generator asked for so
 * many validation rows makes as many test rows.
 */
export const dataSection: z.ZodType<DataSection> = z
  .discriminatedUnion('source', [
    section(
      { source: z.literal('mnist'), path: path.exactOptional(), url: urlValue, validation, seed, ...pin },
      ABSENT,
    ),
    section({ source: z.literal('idx'), path: path.exactOptional(), url: urlValue, validation, seed, ...pin }, ABSENT),
    section(
      { source: z.literal('cifar10'), path: path.exactOptional(), url: urlValue, validation, seed, ...pin },
      ABSENT,
    ),
    section(
      {
        source: z.literal('csv'),
        path: path.exactOptional(),
        url: urlValue,
        ...csvOptions(),
        validation,
        test,
        seed,
        ...pin,
      },
      ABSENT,
    ),
    section({ source: z.literal('digits'), ...generated }, NO_FILES),
    section({ source: z.literal('spirals'), classes, ...generated }, NO_FILES),
    section({ source: z.literal('moons'), ...generated }, NO_FILES),
    section({ source: z.literal('rings'), classes, ...generated }, NO_FILES),
  ])
  .superRefine((given, context) => {
    const message = 'a path is needed where there is no url. Write where the data lies.'
    if (needsPath(given)) context.addIssue({ code: 'custom', path: ['path'], message, input: given })
  })
  .transform((given) => {
    const isGenerated = 'noise' in DATA_DEFAULTS[given.source]
    const alike = isGenerated && given.validation !== undefined ? { test: given.validation } : {}
    return { ...DATA_DEFAULTS[given.source], ...alike, ...withIgnored(withUrlPlaced(given)) } as DataSection
  })

/** Their order and how often each is named mean nothing, and none is as good as no list. */
function withIgnored<Given extends object>(given: Given): Given {
  const { ignore = [], ...rest } = given as Given & { ignore?: readonly string[] }
  return (ignore.length === 0 ? rest : { ...rest, ignore: [...new Set(ignore)].toSorted() }) as Given
}

function csvOptions() {
  const label = z.union([z.string().min(1), z.int()])
  const ignore = z.array(z.string().min(1)).describe('names of columns that are no features, as an id').exactOptional()
  return { label, ignore, scale: z.enum(['standardize', 'none']).exactOptional() }
}

/** A part of the rows: so many, or a share of them. */
function partFrom(least: number) {
  const isPart = (value: number) => value >= least && (value < 1 || Number.isSafeInteger(value))
  const oneOf = [
    { type: 'integer', minimum: Math.ceil(least) },
    { exclusiveMinimum: 0, exclusiveMaximum: 1 },
  ]
  return z
    .number()
    .meta({ anyOf: oneOf })
    .refine(isPart, {
      error: ({ input }) =>
        `${String(input)} is neither a number of rows nor a share of them. Use a whole number, or 0.2 for a fifth.`,
    })
}
