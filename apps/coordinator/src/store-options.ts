import { maskedText } from '@hypersweep/service'
import type { Command } from 'commander'
import type { Context, Engine, Target } from './context.ts'

/** The flags by which every command says where its sweeps are kept. */
export interface StoreFlags {
  redis?: string
  dir: string
  checkpoints?: string
  allowVolatile?: boolean
}

const DIR = '.hypersweep'

export function storeOptions(command: Command): Command {
  return command
    .option('--redis <url>', 'use this Redis, or "auto": a private one for this folder (or set HYPERSWEEP_REDIS)')
    .option('--dir <folder>', 'folder of the embedded store and of checkpoints', DIR)
    .option(
      '--checkpoints <place>',
      'where weights are: file:DIR or s3://bucket/prefix (or set HYPERSWEEP_CHECKPOINTS)',
    )
    .option('--allow-volatile', 'use a Redis even where a restart of it would lose data')
}

export function targetOf(flags: StoreFlags, context: Context, { create = false } = {}): Target {
  const redis = flags.redis ?? context.redis
  const checkpoints = flags.checkpoints ?? context.checkpoints
  return {
    dir: flags.dir,
    create,
    allowVolatile: flags.allowVolatile ?? false,
    ...(redis && { redis }),
    ...(checkpoints && { checkpoints }),
  }
}

/** Worker processes need a Redis: where none is named, a private one. */
export function withRedisForWorkers<Flags extends StoreFlags & { workers?: number }>(
  flags: Flags,
  { redis }: Context,
): Flags {
  return flags.workers !== undefined && (flags.redis ?? redis) === undefined ? { ...flags, redis: 'auto' } : flags
}

/** The flags as a person types them, for commands that a message proposes; a URL's password is theirs to fill in. */
export function storeFlagTexts({ redis, dir, checkpoints, allowVolatile }: StoreFlags): string[] {
  return [
    ...(redis === undefined ? [] : ['--redis', maskedText(redis)]),
    ...(dir === DIR ? [] : ['--dir', dir]),
    ...(checkpoints === undefined ? [] : ['--checkpoints', checkpoints]),
    ...(allowVolatile ? ['--allow-volatile'] : []),
  ]
}

/** Opens the store that the flags name for as long as `work` lasts. */
export async function withEngine<T>(
  flags: StoreFlags,
  context: Context,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  await using engine = await context.open(targetOf(flags, context))
  return await work(engine)
}
