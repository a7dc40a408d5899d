import { spawn } from 'node:child_process'
import type { WorkerCommand } from './context.ts'
import { workerMain } from './worker-main.ts'

/** Ends a child whose parent has gone: the channel between them closes, however the parent ended. */
const LEAVE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')); process.channel?.unref()",
)}`

/** One of the worker processes of this run, which is their supervisor. */
export function workerCommand(flags: readonly string[], env: NodeJS.ProcessEnv, redis?: string): WorkerCommand {
  const ending = ['--import', LEAVE_WITH_PARENT]
  const command = [process.execPath, ...process.execArgv, ...ending, workerMain(), '--supervised', ...flags] as const
  return { command, env: { ...env, ...(redis !== undefined && { HYPERSWEEP_REDIS: redis }) } }
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
