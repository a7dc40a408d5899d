import { z } from 'zod'
import type { JsonOf } from './json-of.ts'

const finding = z.strictObject({
  subject: z.string(),
  fact: z.string(),
  health: z.enum(['good', 'poor', 'bad']).describe('bad: sweeps fail or lose results'),
  fix: z.string().optional(),
})

export const findings = z.array(finding)

export type FindingsJson = JsonOf<typeof findings>
