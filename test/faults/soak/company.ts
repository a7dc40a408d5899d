import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CliProcess, start } from '../../e2e/cli.ts'
import { type FaultProxy, faultProxy } from '../fault-proxy.ts'

export const LEASE_MS = 2000
const env = { HYPERSWEEP_LEASE_MS: String(LEASE_MS) }
const RESTART_MS = 300
/** An end that is as it should be: a run or a worker that finds no Redis for 5 s leaves it to who started it. */
const REDIS_AWAY = /does not answer within/
/** By a second signal. */
const STOPPED_AT_ONCE = 130
const NAMES = ['ada', 'ben', 'cyd']
/** More than there are trials in all: a thread is always free to take one over from a worker that is not heard. */
const THREADS = 3

/** A process that is started again whenever it ends, its way to the Redis, and all that it ever said. */
export interface Role {
  /** The last words of those of its lives that ended by themselves as they should not. */
  readonly failures: readonly string[]
  readonly line: FaultProxy
  readonly child: CliProcess['child']
  readonly said: string
  readonly ended: Promise<number | null>
}

/** Three workers and a driver; whoever dies is started again, until the driver is done and all are sent away. */
export async function company(cwd: string, socket: string) {
  let isOver = false
  const lines = new AsyncDisposableStack()
  const play = async (words: readonly string[], hasAnEnd: boolean): Promise<Role> => {
    const line = lines.use(await faultProxy({ path: socket }))
    const args = [...words, '--redis', line.url]
    let said = ''
    const failures: string[] = []
    let now = start(args, { cwd, env })
    const ended = (async () => {
      for (;;) {
        const { code, stderr } = await now.ended
        said += stderr
        if (isOver || (hasAnEnd && code === 0)) return code
        const isProper = code === null || code === 0 || code === STOPPED_AT_ONCE || REDIS_AWAY.test(stderr)
        if (!isProper) failures.push(`exit code ${code}: ${stderr.slice(-500)}`)
        await pause(RESTART_MS)
        now = start(args, { cwd, env })
      }
    })()
    return {
      line,
      ended,
      failures,
      get child() {
        return now.child
      },
      get said() {
        return said
      },
    }
  }
  const common = ['--threads', String(THREADS), '--checkpoints', join('store', 'checkpoints')]
  const workers = await Promise.all(NAMES.map((name) => play(['worker', '--name', name, ...common], false)))
  const driver = await play(['run', 'soak.yaml', '--dir', 'store'], true)
  return {
    workers,
    driver,
    async dismiss() {
      isOver = true
      for (const { child, line } of [...workers, driver]) {
        line.heal()
        child.kill('SIGCONT')
        child.kill('SIGTERM')
      }
      await Promise.all([...workers, driver].map(({ ended }) => ended))
      await lines.disposeAsync()
    },
  }
}

export type Company = Awaited<ReturnType<typeof company>>
