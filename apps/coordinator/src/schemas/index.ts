import { z } from 'zod'
import { foundDataList } from './data.ts'
import { findings } from './doctor.ts'
import { sweepEvent } from './events.ts'
import { exportedSweep } from './exported.ts'
import { gcReport } from './gc.ts'
import { leaderboardTable } from './leaderboard.ts'
import { ensembleComparison, predictionList } from './networks.ts'
import { sweepSpec } from './spec.ts'
import { sweepHash, sweepList, sweepStatus } from './sweeps.ts'
import { bestTrial, explainedTrial, shownTrial, trialLog, verifiedTrial } from './trial.ts'

/**
 * What `-f json` of each command prints. It is a promise: keys are always there (null where there is nothing to say),
 * and none goes or changes its meaning. docs/schemas is written from it by `pnpm reference`.
 */
export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  best: bestTrial,
  check: sweepSpec,
  'data ls': foundDataList,
  digest: sweepHash,
  doctor: findings,
  ensemble: ensembleComparison,
  export: exportedSweep,
  gc: gcReport,
  leaderboard: leaderboardTable,
  ls: sweepList,
  predict: predictionList,
  status: sweepStatus,
  'trial logs': trialLog,
  'trial show': shownTrial,
  'trial verify': verifiedTrial,
  'trial why': explainedTrial,
  trials: leaderboardTable,
}

/** JSON Schema (draft 2020-12) of what `-f json` of a command prints. */
export function jsonSchema(command: string) {
  return schemaOf(`hypersweep ${command} -f json`, SCHEMAS[command]!)
}

/** JSON Schema of each line of `run --json` and `status --watch --json`. */
export function eventSchema() {
  return schemaOf('a line of hypersweep run --json and of hypersweep status --watch --json', sweepEvent)
}

function schemaOf(title: string, type: z.ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(type, { io: 'output', override: withoutSafeRange })
  return { $schema, title, ...rest }
}

/** That an integer is one which JavaScript holds exactly goes without saying. */
function withoutSafeRange({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}
