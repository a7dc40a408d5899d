import type { Health } from '@hypersweep/service'

/** A look for sweeps comes every five seconds, and a Redis that does not answer is given up after five. */
const MOST_SILENCE_MS = 20_000

export interface DriverHealth {
  /** A look for sweeps has gone well. */
  turned(): void
  /** One has failed. */
  failed(error: unknown): void
  health(): Health
}

/** Whether a driver of all sweeps comes round, which it only does while its Redis answers. */
export function driverHealth(now: () => number = () => performance.now()): DriverHealth {
  let turnedAt: number | undefined
  let trouble: string | undefined
  return {
    turned() {
      turnedAt = now()
      trouble = undefined
    },
    failed(error) {
      trouble = error instanceof Error ? error.message : String(error)
    },
    health() {
      if (trouble !== undefined) return { status: 'unwell', reason: trouble }
      if (turnedAt === undefined) return { status: 'unwell', reason: 'The driver has not come round yet.' }
      const silence = now() - turnedAt
      if (silence <= MOST_SILENCE_MS) return { status: 'ok' }
      return { status: 'unwell', reason: `The driver has not come round for ${Math.round(silence / 1000)} s.` }
    },
  }
}
