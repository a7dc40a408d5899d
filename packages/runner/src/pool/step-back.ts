import { readFileSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** How many steps of niceness a training thread gives way to all else. */
export const STEPS = 10
const NICEST = 19

/**
 * Lowers the calling thread's priority, so that whoever keeps leases, reports and paints gets a core at once although
 * every core trains. Where nothing else wants the cores, training is as fast as ever.
 *
 * Only Linux has priorities of single threads; elsewhere, and where the system refuses, nothing changes.
 */
export function stepBack(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'linux') return
  try {
    setPriority(0, Math.min(NICEST, getPriority(0) + STEPS))
  } catch {
    // A sandbox may forbid it; training goes on at the priority that it has.
  }
}

/** Of the calling process's session, which the kernel may schedule as one: `/autogroup-17 nice 0`. */
const AUTOGROUP = '/proc/self/autogroup'

/**
 * Lowers the priority of the calling process's session by as much, where it is its own alone: where Linux divides the
 * cores among sessions first (sched(7), autogroup), a thread that stepped back gives way to none but its own process.
 * Without it, a driver beside four busy workers on two cores heard a timer up to 89 ms late, with it 36 ms.
 */
export function stepSessionBack(): void {
  try {
    if (sessionLeader() !== process.pid) return
    const nice = Number(/nice (-?\d+)/.exec(readFileSync(AUTOGROUP, 'utf8'))?.[1] ?? 0)
    writeFileSync(AUTOGROUP, String(Math.min(NICEST, nice + STEPS)))
  } catch {
    // Another system, a kernel that does not divide so, or a sandbox that forbids it.
  }
}

/** The process that began the session: proc(5), the 6th field of `stat`, behind a name that may hold anything. */
function sessionLeader(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3])
}
