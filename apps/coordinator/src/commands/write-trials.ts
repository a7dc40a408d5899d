import type { QueryFlags } from '../answers/trials-query.ts'
import { type Asking, trialsResult } from '../answers/trials-result.ts'
import type { Context } from '../context.ts'
import { type ResultFlags, writeResult } from './result-options.ts'

export interface Writing extends Asking {
  flags: QueryFlags & ResultFlags
  context: Context
}

/** Answers what was asked of a sweep's trials: rows of them, or of groups of them. */
export async function writeTrials({ context, ...asking }: Writing): Promise<void> {
  const { result, trials, found } = await trialsResult(asking)
  if (found === 0) context.err.write(`None of ${trials} trials matches.\n`)
  await writeResult(result, asking.flags, context)
}
