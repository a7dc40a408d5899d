import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Heard, startWorkerProcess, type WorkerProcess } from '@hypersweep/runner'

/** The worker app's own main, as source or built, as this process is. */
function workerMain(): string {
  return fileURLToPath(import.meta.resolve('@hypersweep/worker/main'))
}

/** Ends a child whose parent has gone: the channel between them closes, however the parent ended. */
const LEAVE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')); process.channel?.unref()",
)}`

/** Starts one of the worker processes of this run, which is their supervisor. */
export function startWorker(flags: readonly string[], heard: Heard): WorkerProcess {
  const args = [...process.execArgv, '--import', LEAVE_WITH_PARENT, workerMain(), '--supervised', ...flags]
  return startWorkerProcess({ command: [process.execPath, ...args] }, heard)
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
