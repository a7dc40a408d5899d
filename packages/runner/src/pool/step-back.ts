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
