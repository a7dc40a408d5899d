import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

const UNSHARE = 'unshare'

export interface RunApartOptions {
  /** Where the module's imports begin. */
  cwd: string
  /** Runs it as a user who may do little; needs root. */
  unprivileged?: boolean
  /** Shell commands that come first, in a mount namespace of their own; needs root and Linux. */
  mounts?: string
  /** How many files it may have open. */
  openFiles?: number
}

/** Runs a module in a process of its own, for tests of what depends on a process; `write(text)` in it gives the lines. */
export function runApart(code: string, { cwd, unprivileged = false, mounts, openFiles }: RunApartOptions) {
  const module = `const write = (text) => process.stdout.write(text + '\\n');\n${code}`
  const node = ['--conditions=hypersweep-source', '--input-type=module', '--eval', module]
  const first = [mounts, openFiles && `ulimit -n ${openFiles}`].filter(Boolean)
  const shell = ['-c', [...first, 'exec "$0" "$@"'].join(' && '), process.execPath, ...node]
  const [command, args] = mounts === undefined ? ['sh', shell] : [UNSHARE, ['--mount', 'sh', ...shell]]
  const nobody = unprivileged ? { uid: 65534, gid: 65534 } : {}
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd, ...nobody })
  const ended = once(child, 'close')
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  const lines = () => text.split('\n').slice(0, -1)
  return {
    ended,
    lines,
    async until(count: number): Promise<void> {
      while (lines().length < count) await Promise.race([once(child.stdout, 'data'), ended.then(endedEarly)])
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Whether `mounts` can be used here. */
export function canMount(): boolean {
  return spawnSync(UNSHARE, ['--mount', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0
}

function endedEarly(): never {
  throw new Error('The process ended before it had written so many lines.')
}
