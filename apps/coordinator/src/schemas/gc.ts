import { z } from 'zod'
import type { JsonOf } from './json-of.ts'

const sweep = z.string().nullable().describe('its name; null where no store here knows the sweep')

export const gcReport = z.strictObject({
  garbage: z
    .array(
      z.strictObject({
        sweep,
        id: z.string(),
        why: z.enum(['given up', 'superseded', 'set aside', 'abandoned', 'unknown sweep']),
        files: z.int(),
        bytes: z.int(),
      }),
    )
    .describe('what may go, by sweep and reason'),
  left: z
    .array(
      z.strictObject({
        sweep,
        id: z.string(),
        why: z.enum([
          'a run works on it',
          'its trials run',
          'another process reads it',
          'written to lately',
          'unknown sweep',
        ]),
      }),
    )
    .describe('sweeps that were left as they are'),
  freed: z.strictObject({ files: z.int(), bytes: z.int() }).describe('nothing under --dry-run'),
})

export type GcJson = JsonOf<typeof gcReport>
