import type { Kernels } from '@hypersweep/core'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { mainKernels } from '../../kernels/load-kernels.ts'
import { EVENTS, type SimulatedEvent } from './events.ts'
import { LEASE_MS, type Plan, simulateSweep } from './simulated-sweep.ts'

let kernels: Kernels
beforeAll(async () => {
  kernels = await mainKernels()
})
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Moves the clock until the sweep is over. */
async function simulated(plan: Plan) {
  let isOver = false
  const ending = simulateSweep(kernels, plan).finally(() => {
    isOver = true
  })
  while (!isOver) await vi.advanceTimersByTimeAsync(500)
  vi.clearAllTimers()
  return ending
}

const event: fc.Arbitrary<SimulatedEvent> = fc.record({
  kind: fc.constantFrom(...EVENTS),
  atMs: fc.nat(6000),
  target: fc.nat(23),
  ms: fc.nat(3 * LEASE_MS),
})

test('whatever happens to workers, driver, wires, queue and disk, each trial ends once, with the bits of an undisturbed one', async () => {
  const calm = await simulated({ seed: 1, events: [] })
  expect({ violations: calm.violations, resumed: calm.resumed }).toEqual({ violations: [], resumed: 0 })
  let [staleRefused, resumed] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(event, { minLength: 5, maxLength: 30, size: 'max' }), async (seed, events) => {
      const outcome = await simulated({ seed, events })
      staleRefused += outcome.staleRefused
      resumed += outcome.resumed
      expect({ violations: outcome.violations, digest: outcome.digest }).toEqual({
        violations: [],
        digest: calm.digest,
      })
    }),
    // The plan that fails is told whole: to find a shorter one takes minutes.
    { numRuns: 50, seed: 4, endOnFailure: true },
  )
  // Else the faults missed.
  expect(staleRefused).toBeGreaterThan(20)
  expect(resumed).toBeGreaterThan(200)
}, 300_000)
