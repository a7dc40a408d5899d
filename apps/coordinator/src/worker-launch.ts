import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { WorkerProcess } from './context.ts'

/** The worker app's own main, as source or built, as this process is. */
function workerMain(): string {
  return fileURLToPath(import.meta.resolve('@hypersweep/worker/main'))
}

/** Ends a child whose parent has gone: the channel between them closes, however the parent ended. */
const LEAVE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')); process.channel?.unref()",
)}`

/**
 * Starts a worker in a process group of its own, so that a Ctrl-C in the terminal reaches only this process, which then
 * asks the worker to drain; and with a channel, so that it does not outlive this process.
 */
export function startWorker(flags: readonly string[], onLine: (line: string) => void): WorkerProcess {
  const args = [...process.execArgv, '--import', LEAVE_WITH_PARENT, workerMain(), ...flags]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true })
  const ended = Promise.withResolvers<string>()
  child.on('error', (error) => ended.resolve(error.message))
  child.on('exit', (code, signal) => ended.resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  createInterface({ input: child.stderr! }).on('line', onLine)
  return {
    pid: child.pid ?? 0,
    ended: ended.promise,
    drain: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Becomes a worker: the same process where the system can do that, else a child whose signals and end are passed on. */
export async function becomeWorker(flags: readonly string[], env: NodeJS.ProcessEnv): Promise<never> {
  const args = [...process.execArgv, workerMain(), ...flags]
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(process.execPath, [process.execPath, ...args], env)
  }
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void child.kill(signal))
  const code = await new Promise<number>((resolve) => {
    child.on('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1)))
  })
  process.exit(code)
}
