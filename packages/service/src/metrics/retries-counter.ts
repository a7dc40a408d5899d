import type { FailReason } from '@hypersweep/sweep'
import { Counter, type Registry } from 'prom-client'

/** Why a process gives a trial back to be tried again. */
export const OWN_REASONS = ['error', 'timeout', 'memory'] as const satisfies FailReason[]

/** Counted by a process for the reasons of its own, and by its supervisor for a `crash`, which takes the process with it. */
export function retriesCounter(registers: Registry[], reasons: readonly string[]): Counter<'reason'> {
  const retries = new Counter({
    name: 'hypersweep_retries_total',
    help: 'Trials that were given back to be tried again, by reason.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of reasons) retries.inc({ reason }, 0)
  return retries
}
