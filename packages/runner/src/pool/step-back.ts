import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** How many steps of niceness a training thread gives way to the rest of its process. */
export const THREAD_STEPS = 10
/** How many a worker process, which has at most leases to renew, gives way to drivers and all other programs. */
export const PROCESS_STEPS = 5
const NICEST = 19

/**
 * Lowers the calling thread's priority, so that whoever keeps leases, reports and paints gets a core at once although
 * every core trains. Where nothing else wants the cores, training is as fast as ever.
 *
 * Only Linux has priorities of single threads; elsewhere, and where the system refuses, nothing changes.
 */
export function stepThreadBack(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') lower([0], THREAD_STEPS)
}

/**
 * Lowers the priority of every thread that this process has, V8's and those of its file operations too; threads that they
 * start later have it from them.
 */
export function stepProcessBack(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') lower(readdirSync('/proc/self/task').map(Number), PROCESS_STEPS)
}

function lower(threads: readonly number[], steps: number): void {
  for (const thread of threads) {
    try {
      setPriority(thread, Math.min(NICEST, getPriority(thread) + steps))
    } catch {
      // A sandbox may forbid it, and a thread may have ended; training goes on at the priority that it has.
    }
  }
}
