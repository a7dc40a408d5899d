import { z } from 'zod'
import { value } from './trial.ts'

const range = { min: z.number(), max: z.number() }
const stepped = { ...range, q: z.number() }

const distribution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('categorical'), values: z.array(value) }),
  z.strictObject({ kind: z.enum(['uniform', 'int_uniform', 'log_uniform']), ...range }),
  z.strictObject({ kind: z.enum(['q_uniform', 'q_log_uniform']), ...stepped }),
  z.strictObject({ kind: z.literal('constant'), value }),
])

const section = z.record(z.string(), z.unknown())

/** Sections of a sweep file that a later version adds may come; those that are here stay. */
export const sweepSpec = z.looseObject({
  name: z.string(),
  method: z.string(),
  metric: z.looseObject({ name: z.string(), goal: z.enum(['maximize', 'minimize']), at: z.enum(['best', 'last']) }),
  parameters: z.array(z.strictObject({ name: z.string(), distribution })),
  objective: z.strictObject({ data: section, model: section, training: section }),
  seed: z.int(),
  replicates: z.int(),
  runCap: z.int().optional(),
})
