import { resolve } from 'node:path'
import { absolutePlace } from '@hypersweep/runner'
import type { Labels } from '@hypersweep/sweep'
import { Command } from 'commander'
import { createSweep } from '../changes/create-sweep.ts'
import type { Context, Engine } from '../context.ts'
import { type DataFlags, dataFlagTexts, dataOptions } from '../data-flags.ts'
import { shownFetcher } from '../fetching.ts'
import { labelFlags } from '../run/label-flags.ts'
import { prepareSweep } from '../run/prepared-sweep.ts'
import { shellWord } from '../shell-word.ts'
import { type StoreFlags, storeFlagTexts, storeOptions, targetOf } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { setOption } from './set-option.ts'

interface CreateFlags extends StoreFlags, DataFlags {
  set?: readonly string[]
}

export function createCommand(context: Context): Command {
  const command = new Command('create')
    .description('register a sweep with all its trials, for workers to train, and say how to start them')
    .argument('<sweep.yaml>', 'the sweep file')
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: CreateFlags) => create(file, flags, context))
  return storeOptions(dataOptions(setOption(command)))
}

const EXAMPLES = `
Examples:
  hypersweep create sweep.yaml --redis redis://queue:6379
  hypersweep create sweep.yaml --redis redis://queue:6379 --set seed=2

Again, it adds what is missing and offers what was lost.`

async function create(file: string, flags: CreateFlags, context: Context): Promise<void> {
  const fetcher = await shownFetcher(context, flags)
  const prepared = await prepareSweep({ file, cwd: context.cwd, set: flags.set ?? [], fetcher })
  await using engine = await context.open(targetOf(flags, context, { create: true }))
  const { sweep, trials } = await createSweep(engine, prepared)
  const { requires } = sweep.spec
  const ways = waysOn({ engine, name: sweep.name, file, flags, context, dataRoot: prepared.dataRoot, requires })
  const lines = ways.map(
    ([purpose, ...words]) => `  ${purpose}  ${context.program} ${words.map(shellWord).join(' ')}\n`,
  )
  context.out.write(`${sweep.name}: ${counted(trials, 'trial')} in ${engine.where}\n${lines.join('')}`)
}

interface WaysOn {
  engine: Engine
  name: string
  file: string
  flags: CreateFlags
  context: Context
  dataRoot: string
  requires: Labels | undefined
}

/** What to type next, for each purpose. */
function waysOn(created: WaysOn): readonly (readonly [string, ...string[]])[] {
  const { engine, name, file, flags, context, dataRoot, requires } = created
  const redis = flags.redis ?? context.redis
  const store = storeFlagTexts({ ...flags, ...(redis !== undefined && { redis }) })
  const watch = ['watch', 'status', name, '--watch', ...store] as const
  const set = (flags.set ?? []).flatMap((assignment) => ['--set', assignment])
  if (engine.isPrivate) return [['train', 'run', file, ...store, ...dataFlagTexts(flags), ...set], watch]
  const checkpoints = absolutePlace(engine.checkpoints.place)
  const folders = ['--data-root', resolve(context.cwd, dataRoot), '--checkpoints', checkpoints]
  const more = [...dataFlagTexts(flags), ...labelFlags(requires)]
  return [['train', 'worker', ...store.slice(0, 2), ...folders, ...more], ['drive', 'serve', ...store], watch]
}
