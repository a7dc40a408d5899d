import { networkObjective, numericsId } from '@hypersweep/runner'
import { lastStage, sweepTrials } from '@hypersweep/sweep'
import type { Context } from '../context.ts'
import { rememberDataRoot } from '../data-roots.ts'
import { shownFetcher } from '../fetching.ts'
import { registerSweep } from '../register-sweep.ts'
import { targetOf, withRedisForWorkers } from '../store-options.ts'
import { growthFacts } from './extension-facts.ts'
import { refuseUnlabelled } from './label-flags.ts'
import { planOf, planText } from './plan.ts'
import { prepareSweep } from './prepared-sweep.ts'
import type { RunFlags } from './run-flags.ts'
import { workOnSweep } from './work-on-sweep.ts'

/** The whole of `hypersweep run`: prepares, registers, works or watches until the sweep has ended, and reports. */
export async function runSweep(file: string, flags: RunFlags, context: Context): Promise<void> {
  const fetcher = await shownFetcher(context, flags)
  const prepared = await prepareSweep({ file, cwd: context.cwd, set: flags.set ?? [], fetcher })
  if (flags.dryRun) return context.out.write(planText({ ...planOf(prepared), columns: context.out.columns }))
  const storeFlags = withRedisForWorkers(flags, context)
  await using engine = await context.open(targetOf(storeFlags, context, { create: true }))
  refuseUnlabelled(engine, prepared.spec, flags)
  const { sweep, renamedTo } = await registerSweep({
    store: engine.store,
    spec: prepared.spec,
    numerics: await numericsId(),
    fresh: flags.fresh ?? false,
  })
  await rememberDataRoot(engine, sweep, prepared.dataRoot)
  if (renamedTo !== undefined) context.err.write(`The sweep that was named ${sweep.name} is ${renamedTo} now.\n`)
  const isExtended = lastStage(sweep.spec) > 0
  const stored = { ...prepared, spec: sweep.spec, trials: sweepTrials(sweep.spec, networkObjective) }
  await workOnSweep({
    context,
    engine,
    sweep,
    prepared: isExtended ? stored : prepared,
    flags,
    storeFlags,
    words: ['run', file],
    facts: isExtended ? growthFacts(prepared.spec, sweep.spec, ', which this file does not say') : [],
  })
}
