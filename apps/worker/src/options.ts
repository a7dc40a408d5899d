import { dataHosts, MOST_MEMORY_MB, MOST_THREADS, MOST_WORKERS } from '@hypersweep/runner'
import { type Listen, type LogFlags, logOptions, parseListen } from '@hypersweep/service'
import { type Labels, parseLabel } from '@hypersweep/sweep'
import { Command, InvalidArgumentError, Option } from 'commander'

export interface WorkerFlags extends LogFlags {
  redis: string
  threads: number
  dataRoot: string
  /** Hosts that may be asked for data. */
  dataHost: readonly string[]
  /** Where what was fetched is kept. */
  dataCache: string
  checkpoints: string
  name: string
  /** What it says of itself. */
  label: Labels
  allowVolatile: boolean
  /** How many worker processes. */
  count: number
  /** Resident megabytes that each process may take. */
  memory?: number
  /** Seconds without a trial after which it leaves. */
  idleExit?: number
  /** Where it tells how it is; nowhere without. */
  listen?: Listen | undefined
  /** Names by which it may be asked there. */
  allowHost?: readonly string[]
  /** Whether this is one of a supervisor's processes. */
  supervised: boolean
  /** Whether that supervisor wants to be told what it counts and measures. */
  metered: boolean
}

/** A week: more is a slip of the hand, and a timer counts no further than 24 days. */
const MOST_SECONDS = 604_800

/** What is taken where no flag says otherwise. */
export interface FlagDefaults {
  threads: number
  name: string
  dataCache: string
}

const EXAMPLE = `
Examples:
  hypersweep worker --redis redis://10.0.0.5:6379 --threads 8 --data-root /srv/data
  hypersweep worker --redis redis://10.0.0.5:6379 --label gpu=yes --label zone=b
  hypersweep worker --redis redis://10.0.0.5:6379 --count 4 --threads 2 --idle-exit 300
  hypersweep worker --redis redis://10.0.0.5:6379 --listen 0.0.0.0:8787 --log-format json
  hypersweep worker --redis redis://10.0.0.5:6379 --data-host data.example.org

Ctrl-C or SIGTERM drains: running trials are checkpointed and given back, within 20 seconds; a second one stops at once.
Exit codes: 0 drained, 1 failed, 2 wrong usage, 130 after Ctrl-C.
`

/** The worker's command line; ends by throwing CommanderError, never the process. */
export function workerCommand(defaults: FlagDefaults, run: (flags: WorkerFlags) => Promise<void>): Command {
  const command = new Command('hypersweep worker')
    .description('take trials from a Redis and train them')
    .addOption(
      new Option('--redis <url>', 'the Redis that holds the sweeps').env('HYPERSWEEP_REDIS').makeOptionMandatory(),
    )
    .option('--threads <n>', 'how many trials to train at once', upTo(MOST_THREADS), defaults.threads)
    .option('--data-root <dir>', 'where data sets lie; trials on data that is not here are left to others', '.')
    .addOption(
      new Option('--data-host <name>', 'fetch data by https from this host, where a sweep names it; repeatable')
        .env('HYPERSWEEP_DATA_HOSTS')
        .argParser(hosts)
        .default([], 'none'),
    )
    .addOption(
      new Option('--data-cache <dir>', 'where data that was fetched is kept')
        .env('HYPERSWEEP_DATA_CACHE')
        .default(defaults.dataCache),
    )
    .addOption(
      new Option('--checkpoints <place>', 'file:DIR or s3://bucket/prefix, one for all workers and the driver')
        .env('HYPERSWEEP_CHECKPOINTS')
        .default('.hypersweep/checkpoints'),
    )
    .option('--name <name>', 'how this worker is called in records', defaults.name)
    .addOption(
      new Option('--label <key=value>', 'what it says of itself, for sweeps that require it; repeatable')
        .argParser(labelled)
        .default({}, 'none'),
    )
    .option('--count <n>', 'how many worker processes; one that dies is replaced', upTo(MOST_WORKERS), 1)
    .option('--memory <MB>', 'what each process may take (default: four fifths of what there is)', upTo(MOST_MEMORY_MB))
    .option('--idle-exit <seconds>', 'leave once there was nothing to do for so long', seconds)
    .option('--allow-volatile', 'work with a Redis that may lose data', false)
    .addOption(new Option('--metered').default(false).hideHelp())
    .addOption(new Option('--supervised').default(false).hideHelp())
    .allowExcessArguments(false)
    .addHelpText('after', EXAMPLE)
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'hypersweep: ')) })
    // Commander has '' where a reader of an option has undefined.
    .action((flags: WorkerFlags) => run({ ...flags, listen: flags.listen || undefined }))
  return logOptions(serviceOptions(command))
}

/** Where it tells what it does. */
function serviceOptions(command: Command): Command {
  return command
    .option('--listen <host:port>', 'answer /metrics, /healthz and /readyz there', place)
    .option('--allow-host <name>', 'a name by which it may be asked there (repeatable)', repeated)
}

function place(text: string): Listen | undefined {
  try {
    return parseListen(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

function hosts(text: string, before: readonly string[] = []): string[] {
  try {
    return [...before, ...dataHosts(text)]
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function labelled(text: string, before: Labels): Labels {
  try {
    return { ...before, ...parseLabel(text) }
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function seconds(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= MOST_SECONDS) return value
  throw new InvalidArgumentError(`Use a number of seconds above 0, of at most ${MOST_SECONDS}.`)
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw new InvalidArgumentError(`Use a whole number from 1 to ${most}.`)
  }
}
