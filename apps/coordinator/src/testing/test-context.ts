import { join } from 'node:path'
import { Readable } from 'node:stream'
import { memorySweepStore, processLock } from '@hypersweep/adapters'
import { openDataFetcher } from '@hypersweep/runner'
import type { CheckpointStore, SweepStore, TrialQueue } from '@hypersweep/sweep'
import { runCli } from '../cli.ts'
import type { Context, Engine } from '../context.ts'
import { keptScreen, type Screen } from '../screen.ts'

export interface TestStores {
  store: SweepStore
  checkpoints: CheckpointStore
  /** A new one for each command, as a process would have. */
  queue(): TrialQueue
  /** What is said of another store in the same folder. */
  elsewhere?: string
  /** The person at the terminal; absent where there is none. */
  confirm?(question: string): Promise<boolean>
  /** How wide the terminal is; lines need not fit where it is not said. */
  columns?: number
  /** Where the commands write, in place of what is kept. */
  screen?: Screen
}

export interface Outcome {
  code: number
  out: string
  err: string
}

/** The command line over stores that outlive a command. `interrupts` holds the handlers of the command under way. */
export function testCli(stores: TestStores, cwd: string) {
  const { queue, confirm, columns = Infinity } = stores
  const locked = new Set<string>()
  const interrupts = new Set<() => void>()
  /** What comes in for the next command. */
  const piped: Uint8Array[] = []
  const run = async (line: string, ...more: string[]): Promise<Outcome> => {
    const [kept, said] = [keptScreen({ columns }), keptScreen({ columns })]
    const { screen: out = kept, screen: err = said } = stores
    const context: Context = {
      out,
      err,
      input: Readable.from(piped.splice(0)),
      cwd,
      open: async () => engineOf(stores, cwd, locked),
      openFetcher: ({ dataHost: hosts = [], dataCache: cacheDir = join(cwd, 'cache') }) =>
        openDataFetcher({ hosts, cacheDir, lock: processLock, say: (line) => err.say(line) }),
      scratch: async () => ({ store: memorySweepStore(), queue: queue() }),
      version: '0.0.0',
      schema: '/opt/hypersweep/sweep.schema.json',
      program: 'hypersweep',
      process: 'host-1',
      threads: 2,
      examineRedis: async () => ({ how: 'as nobody', problems: [], remarks: [] }),
      probeCheckpoints: async (dir) => ({ dir }),
      workerCommand: () => {
        throw new Error('These stores live in one process.')
      },
      startDetached: () => {
        throw new Error('These stores live in one process.')
      },
      becomeWorker: async () => {
        throw new Error('These stores live in one process.')
      },
      ...(confirm && { confirm }),
      onInterrupt(handler) {
        interrupts.add(handler)
        return { [Symbol.dispose]: () => void interrupts.delete(handler) }
      },
      exitNow: (code) => {
        throw new Error(`exit ${code}`)
      },
    }
    const code = await runCli([...line.split(' '), ...more], context)
    return { code, out: kept.text, err: said.text }
  }
  return { run, piped, interrupts, locked, engine: () => engineOf(stores, cwd, locked) }
}

function engineOf({ store, checkpoints, queue, elsewhere }: TestStores, cwd: string, locked: Set<string>): Engine {
  return {
    kind: 'embedded',
    isPrivate: true,
    store,
    queue: queue(),
    checkpoints: { ...checkpoints, place: '.hypersweep/checkpoints' },
    where: '.hypersweep',
    ...(elsewhere !== undefined && { elsewhere }),
    dir: join(cwd, '.hypersweep'),
    workerFlags: [],
    lock: (id) => lockOf(locked, id),
    recover: (id) => store.takeOver(id, { text: 'the run that trained it was killed', crashes: 1 }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function lockOf(locked: Set<string>, id: string): Disposable | undefined {
  if (locked.has(id)) return undefined
  locked.add(id)
  return { [Symbol.dispose]: () => void locked.delete(id) }
}
