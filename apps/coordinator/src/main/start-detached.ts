import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Detached } from '../context.ts'

/** Runs a command line of this program in a session of its own; what it says goes to a file. */
export function startDetached(
  words: readonly string[],
  { logFile, redis }: { logFile: string; redis?: string },
): Detached {
  const log = openSync(logFile, 'ax', 0o600)
  const env = { ...process.env, ...(redis !== undefined && { HYPERSWEEP_REDIS: redis }) }
  const args = [...process.execArgv, process.argv[1]!, ...words]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log], env })
  closeSync(log)
  child.unref()
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  return { pid: child.pid ?? 0, ended }
}
