import { resolve } from 'node:path'
import {
  healthRoute,
  type Listen,
  parseListen,
  type Service,
  type ServiceToken,
  serviceToken,
  startService,
} from '@hypersweep/service'
import { Command, Option } from 'commander'
import { explain } from '../api/explain.ts'
import { sweepsApi } from '../api/sweeps-api.ts'
import type { Context, Engine } from '../context.ts'
import { errorText } from '../error-text.ts'
import { CliError } from '../errors.ts'
import { driveAll } from '../serve/drive-all.ts'
import { type DriverHealth, driverHealth } from '../serve/driver-health.ts'
import { type StoreFlags, storeOptions, targetOf } from '../store-options.ts'

interface ServeFlags extends StoreFlags {
  listen?: Listen
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
    .action((flags: ServeFlags) => serve(flags, context))
  return storeOptions(command)
}

const EXAMPLES = `
Examples:
  hypersweep serve --redis redis://queue:6379
  HYPERSWEEP_REDIS=redis://queue:6379 hypersweep serve --listen none
  hypersweep serve --redis redis://queue:6379 --listen 0.0.0.0:8787 --token-file token --allow-host sweeps.example
  printf 'Authorization: Bearer %s' "$(cat token)" | curl -H @- http://127.0.0.1:8787/api/v1/sweeps

A driver adds and offers trials, offers again what was lost, and gives up checkpoints that nobody needs; workers train.
Ctrl-C or SIGTERM ends it: the workers go on with what they have, and another driver goes on where it was.
By HTTP it tells how it is (/healthz) and, to who bears the token, of its sweeps (/api/v1/): docs/http-api.md.`

function append(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name]
}

async function serve(flags: ServeFlags, context: Context): Promise<void> {
  const target = targetOf(flags, context, { create: true })
  if (target.redis === undefined) {
    const needed = 'Give --redis (or set HYPERSWEEP_REDIS); a sweep of the embedded store is driven by hypersweep run.'
    throw new CliError('SERVE_NEEDS_REDIS', 'There is no Redis to serve.', needed)
  }
  const token = await tokenFor(flags, context)
  await using engine = await context.open(target)
  const stop = new AbortController()
  const { signal } = stop
  using _interrupts = context.onInterrupt(() => {
    if (signal.aborted) context.exitNow(130)
    stop.abort()
  })
  const driver = driverHealth()
  await using _service = await answering({ engine, signal, driver, token }, flags, context)
  context.err.say(`Driving every open sweep of ${engine.where}.`)
  const say = (line: string) => context.err.say(line)
  await driveAll({ engine, say, signal, onRound: driver.turned, onTrouble: driver.failed })
  context.err.say('Driving no more.')
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
}

/** The HTTP server, where one is wanted. */
async function answering(
  { engine, signal, driver, token }: Answering,
  { listen, allowHost = [], dataRoot }: ServeFlags,
  { cwd, err }: Context,
): Promise<Service | undefined> {
  if (listen === undefined || token === undefined) return undefined
  const root = resolve(cwd, dataRoot)
  const say = (line: string) => err.say(line)
  const service = await startService({
    listen,
    allowHosts: allowHost,
    token: token.value,
    routes: [healthRoute(driver.health), sweepsApi({ engine, dataRoot: root, signal, say })],
    explain: explain(root),
    onFault: (error) => say(errorText(error, { debug: true })),
  })
  say(`Answering at ${service.url}.${token.isRandom ? ` The token, until this ends: ${token.value}` : ''}`)
  return service
}
