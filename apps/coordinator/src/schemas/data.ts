import { z } from 'zod'
import type { JsonOf } from './json-of.ts'

const foundData = z.strictObject({
  path: z.string().describe('below the folder that was looked through; "." for the folder itself'),
  format: z.enum(['idx', 'cifar10', 'csv']),
  bytes: z.int().describe('on the disk'),
  rows: z.int().nullable().describe('null where it cannot be read'),
  testRows: z.int().nullable(),
  shape: z.array(z.int()).nullable().describe('of a row: height, width and channels, or columns'),
  classes: z.int().nullable().describe('null where a sweep has to say which column is the label'),
  sha256: z.string().nullable().describe('of its content, as a sweep stores it'),
  sweeps: z.array(z.string()).describe('names of the sweeps in the store that were trained on it'),
  problem: z.string().nullable().describe('why it cannot be read'),
})

export const foundDataList = z.array(foundData).describe('by path')

export type FoundDataJson = JsonOf<typeof foundData>
