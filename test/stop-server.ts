import { setTimeout as pause } from 'node:timers/promises'

/** Ends a server that a test has started, also where connections are open that nobody will use again. */
export async function stopServer(server: AsyncDisposable & { pid: number }): Promise<void> {
  await server[Symbol.asyncDispose]()
  while (signal(server.pid, 'SIGTERM')) await pause(20)
}

/** Whether there was a process to signal. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
