import { join } from 'node:path'
import { objectiveJsonSchema } from '@hypersweep/runner'
import { sweepJsonSchema } from '@hypersweep/sweep'

/** What editors complete and check sweep files with; the npm package has it too. */
export const SWEEP_SCHEMA = join(import.meta.dirname, '../../apps/coordinator/sweep.schema.json')

export function sweepSchemaText(): string {
  return `${JSON.stringify(sweepJsonSchema(objectiveJsonSchema()), undefined, 1)}\n`
}
