import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CliProcess, start } from '../../e2e/cli.ts'

export const LEASE_MS = 2000
const env = { HYPERSWEEP_LEASE_MS: String(LEASE_MS) }
const RESTART_MS = 300
const NAMES = ['ada', 'ben', 'cyd']

/** A process that is started again whenever it ends, and all that it ever said. */
export interface Role {
  readonly child: CliProcess['child']
  readonly said: string
  readonly ended: Promise<number | null>
}

/** Three workers and a driver; whoever dies is started again, until the driver is done and all are sent away. */
export function company(cwd: string, url: string) {
  let isOver = false
  const worker = (name: string) => {
    const checkpoints = join('store', 'checkpoints')
    return ['worker', '--redis', url, '--threads', '1', '--name', name, '--checkpoints', checkpoints]
  }
  const play = (args: readonly string[], isDone: (code: number | null) => boolean): Role => {
    let said = ''
    let now = start(args, { cwd, env })
    const ended = (async () => {
      for (;;) {
        const { code, stderr } = await now.ended
        said += stderr
        if (isOver || isDone(code)) return code
        await pause(RESTART_MS)
        now = start(args, { cwd, env })
      }
    })()
    return {
      ended,
      get child() {
        return now.child
      },
      get said() {
        return said
      },
    }
  }
  const workers = NAMES.map((name) => play(worker(name), () => false))
  const driver = play(['run', 'soak.yaml', '--redis', url, '--dir', 'store'], (code) => code !== null && code !== 1)
  return {
    workers,
    driver,
    async dismiss() {
      isOver = true
      for (const { child } of [...workers, driver]) {
        child.kill('SIGCONT')
        child.kill('SIGTERM')
      }
      await Promise.all([...workers, driver].map(({ ended }) => ended))
    },
  }
}

export type Company = ReturnType<typeof company>
