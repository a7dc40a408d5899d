import { resolve } from 'node:path'
import {
  healthRoute,
  type Listen,
  type LogFlags,
  logOptions,
  parseListen,
  readyRoute,
  type Service,
  type ServiceLog,
  type ServiceToken,
  serviceLog,
  serviceToken,
  startService,
} from '@hypersweep/service'
import { Command, Option } from 'commander'
import { explain } from '../api/explain.ts'
import { sweepsApi } from '../api/sweeps-api.ts'
import type { Context, Engine } from '../context.ts'
import { errorText, exitCodeOf } from '../error-text.ts'
import { CliError } from '../errors.ts'
import { type DriveObserver, driveAll } from '../serve/drive-all.ts'
import { type DriverHealth, driverHealth } from '../serve/driver-health.ts'
import { type StoreFlags, storeOptions, targetOf } from '../store-options.ts'

interface ServeFlags extends StoreFlags, LogFlags {
  listen?: Listen | undefined
  allowHost?: readonly string[]
  tokenFile?: string
  dataRoot: string
}

const LISTEN = '127.0.0.1:8787'

export function serveCommand(context: Context): Command {
  const command = new Command('serve')
    .description('drive every open sweep of a Redis, and answer by HTTP, until it is asked to end')
    .addOption(
      new Option('--listen <host:port>', 'where to answer by HTTP, or none')
        .argParser(parseListen)
        .default(parseListen(LISTEN), LISTEN),
    )
    .option('--allow-host <name>', 'answer to this name too, such as that of a proxy; repeatable', append)
    .addOption(
      new Option('--token-file <file>', 'what requests must bear (default: a random one, said once)').env(
        'HYPERSWEEP_TOKEN_FILE',
      ),
    )
    .option('--data-root <folder>', 'where the data lies of sweeps that are created by HTTP', '.')
    .addHelpText('after', EXAMPLES)
    // Commander has '' where a reader of an option has undefined.
    .action((flags: ServeFlags) => serve({ ...flags, listen: flags.listen || undefined }, context))
  return storeOptions(logOptions(command))
}

const EXAMPLES = `
Examples:
  hypersweep serve --redis redis://queue:6379
  HYPERSWEEP_REDIS=redis://queue:6379 hypersweep serve --listen none
  hypersweep serve --redis redis://queue:6379 --listen 0.0.0.0:8787 --token-file token --allow-host sweeps.example
  printf 'Authorization: Bearer %s' "$(cat token)" | curl -H @- http://127.0.0.1:8787/api/v1/sweeps

A driver adds and offers trials, offers again what was lost, and gives up checkpoints that nobody needs; workers train.
Ctrl-C or SIGTERM ends it: the workers go on with what they have, and another driver goes on where it was.
By HTTP it tells how it is (/healthz, /readyz, /metrics) and, to who bears the token, of its sweeps (/api/v1/).`

function append(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name]
}

/** What ends it is logged as the rest is. */
async function serve(flags: ServeFlags, context: Context): Promise<void> {
  const { logFormat: format, logLevel: level } = flags
  const log = await serviceLog({ format, level, write: (text) => context.err.write(text) })
  try {
    await driveAndAnswer(flags, context, log)
  } catch (error) {
    if (format === 'text') throw error
    log(errorText(error), { level: 'error' })
    context.exitNow(exitCodeOf(error))
  }
}

async function driveAndAnswer(flags: ServeFlags, context: Context, log: ServiceLog): Promise<void> {
  const target = targetOf(flags, context, { create: true })
  if (target.redis === undefined) {
    const needed = 'Give --redis (or set HYPERSWEEP_REDIS); a sweep of the embedded store is driven by hypersweep run.'
    throw new CliError('SERVE_NEEDS_REDIS', 'There is no Redis to serve.', needed)
  }
  const token = await tokenFor(flags, context)
  await using engine = await context.open({ ...target, log })
  const stop = new AbortController()
  const { signal } = stop
  using _interrupts = context.onInterrupt(() => {
    if (signal.aborted) context.exitNow(130)
    stop.abort()
  })
  const driver = driverHealth()
  await using told = await answering({ engine, signal, driver, token, log }, flags, context)
  log(`Driving every open sweep of ${engine.where}.`, { event: 'began' })
  const { turned: onRound, failed: onTrouble } = driver
  await driveAll({ engine, say: log, signal, observer: told?.observer, onRound, onTrouble })
  log('Driving no more.', { event: 'drained' })
}

/** Before anything is opened: what is wrong with it is wrong usage. */
async function tokenFor({ listen, tokenFile }: ServeFlags, { cwd }: Context): Promise<ServiceToken | undefined> {
  return listen && serviceToken({ listen, file: tokenFile === undefined ? undefined : resolve(cwd, tokenFile) })
}

interface Answering {
  engine: Engine
  /** Aborted when the process is asked to end. */
  signal: AbortSignal
  driver: DriverHealth
  token: ServiceToken | undefined
  log: ServiceLog
}

/** The HTTP server, where one is wanted. */
async function answering(
  { engine, signal, driver, token, log }: Answering,
  { listen, allowHost = [], dataRoot }: ServeFlags,
  { cwd }: Context,
): Promise<(Service & { observer: DriveObserver }) | undefined> {
  if (listen === undefined || token === undefined) return undefined
  const root = resolve(cwd, dataRoot)
  const { coordinatorMetrics, metricsRoute } = await import('@hypersweep/service/metrics')
  const metrics = coordinatorMetrics({ depth: () => engine.queue.depth() })
  const api = sweepsApi({ engine, dataRoot: root, signal, say: log })
  const service = await startService({
    listen,
    allowHosts: allowHost,
    token: token.value,
    routes: [healthRoute(driver.health), readyRoute(driver.health), metricsRoute(metrics.scrape), api],
    explain: explain(root),
    onFault: (error) => log(errorText(error, { debug: true }), { level: 'error' }),
  })
  const secret = token.isRandom ? ` The token, until this ends: ${token.value}` : ''
  log(`Answering at ${service.url}.${secret}`, { event: 'listens', url: service.url })
  return { ...service, observer: metrics }
}
