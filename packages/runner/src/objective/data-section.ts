import type { DataSource } from '@hypersweep/datasets'
import { z } from 'zod'
import { section } from './values.ts'

/** What a section of the sweep file has beside its source once the data was seen; a person may pin `sha256` too. */
const identity = {
  name: z.string().min(1).exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'SHA-256 in 64 hexadecimal digits is needed' })
    .exactOptional(),
}

/** So many rows, or a share of them. */
const part = z.union([z.int().min(1), z.number().gt(0).lt(1)])
const seed = z.int().min(0).default(0)
const path = z.string().min(1)

const ABSENT = ['augment', 'shuffle', 'url', 'download', 'stratify', 'folds', 'subset', 'batch_size']
const source = <T extends z.core.$ZodLooseShape>(shape: T) => section({ ...shape, ...identity }, ABSENT)

/** `data:` of the sweep file. The split depends on `seed` alone: one for the whole sweep. */
export const dataSection = z.discriminatedUnion('source', [
  source({ source: z.enum(['mnist', 'idx']), path, validation: part.default(5000), seed }),
  source({
    source: z.literal('csv'),
    path,
    label: z.union([z.string().min(1), z.int()]),
    scale: z.enum(['standardize', 'none']).default('standardize'),
    validation: part.default(0.2),
    test: part.default(0.2),
    seed,
  }),
])

export type DataSection = z.output<typeof dataSection>
