import { randomStream } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import type { Floats, Kernels } from '../kernels.ts'
import { type Adapter, floatsOf } from './adapter.ts'

type Step = (kernels: Kernels, arrays: readonly [Floats, Floats, Floats, Floats], count: number) => void

// Short binary fractions, so that the results below are exact in each precision.
const SGD = { learningRate: 0.5, weightDecay: 0.25 }
const MOMENTUM = { ...SGD, momentum: 0.5 }
const RMSPROP = { ...MOMENTUM, decayRate: 0.5, epsilon: 1 }
const ADAM = { stepSize: 0.5, rootScale: 2, beta1: 0.5, beta2: 0.75, epsilon: 8, weightDecay: 0.25 }

/** Each step over (weights, gradient, first state, second state). */
const STEPS: Readonly<Record<string, Step>> = {
  sgd: (kernels, [w, g], count) => kernels.sgd(w, g, count, SGD),
  momentum: (kernels, [w, g, v], count) => kernels.momentum(w, g, v, count, MOMENTUM),
  nesterov: (kernels, [w, g, v], count) => kernels.nesterov(w, g, v, count, MOMENTUM),
  rmsprop: (kernels, [w, g, s, v], count) => kernels.rmsprop(w, g, s, v, count, RMSPROP),
  adam: (kernels, [w, g, m, v], count) => kernels.adam(w, g, m, v, count, ADAM),
}

export function optimizersConformance(adapter: Adapter): void {
  const run = (step: Step, columns: readonly (readonly number[])[], count = columns[0].length) => {
    const kernels = adapter.make()
    const [w, g, a, b] = columns.map((column) => floatsOf(kernels, column))
    step(kernels, [w, g, a, b], count)
    return [w, g, a, b].map((floats) => [...floats])
  }

  describe('optimizer steps', () => {
    it('are those of their formulas', () => {
      // d = g + λw = 2 + 1 in the first three.
      expect(run(STEPS.sgd, [[4], [2], [8], [8]])).toEqual([[4 - 0.5 * 3], [2], [8], [8]])
      expect(run(STEPS.momentum, [[4], [2], [8], [8]])).toEqual([[4 - 0.5 * 7], [2], [4 + 3], [8]])
      expect(run(STEPS.nesterov, [[4], [2], [8], [8]])).toEqual([[4 - 0.5 * (3 + 3.5)], [2], [4 + 3], [8]])
      // d = 5 + 1, s = 7 + 18 with root 5, v = 4 + 6/(5 + 1)
      expect(run(STEPS.rmsprop, [[4], [5], [14], [8]])).toEqual([[4 - 0.5 * 5], [5], [25], [5]])
      // d = 1 + 1, m = 3 + 1, v = 15 + 1 with root 4, 0.5·4/(4·2 + 8)
      expect(run(STEPS.adam, [[4], [1], [6], [20]])).toEqual([[4 - 0.125], [1], [4], [16]])
    })

    it('momentum and nesterov without momentum are sgd, and leave d as the velocity', () => {
      const options = { ...SGD, momentum: 0 }
      const columns = noise(13)
      const sgd = run(STEPS.sgd, columns)
      const momentum = run((kernels, [w, g, v], count) => kernels.momentum(w, g, v, count, options), columns)
      const nesterov = run((kernels, [w, g, v], count) => kernels.nesterov(w, g, v, count, options), columns)
      expect(momentum[0]).toEqual(sgd[0])
      expect(nesterov).toEqual(momentum)
    })

    it('adam’s first step from zero is lr in the direction of the gradient', () => {
      const options = { ...ADAM, weightDecay: 0, epsilon: 0, stepSize: 0.5 / (1 - 0.5), rootScale: 1 / Math.sqrt(0.25) }
      const zeros = [0, 0, 0]
      const step: Step = (kernels, [w, g, m, v], count) => kernels.adam(w, g, m, v, count, options)
      expect(run(step, [zeros, [3, -1e-3, 1e4], zeros, zeros])[0].map((w) => Math.round(w * 1e5) / 1e5)).toEqual([
        -0.5, 0.5, -0.5,
      ])
    })

    it('rmsprop without ε does not see the scale of the gradient', () => {
      const options = { ...RMSPROP, weightDecay: 0, epsilon: 0 }
      const step: Step = (kernels, [w, g, s, v], count) => kernels.rmsprop(w, g, s, v, count, options)
      const [w, g, , v] = noise(9)
      const zeros = w.map(() => 0)
      const scaled = run(step, [w, g.map((x) => 1024 * x), zeros, v])
      expect(scaled[0]).toEqual(run(step, [w, g, zeros, v])[0])
    })

    it('treat each element as if it were alone, and leave those behind `count` as they were', () => {
      for (const step of Object.values(STEPS)) {
        for (let count = 0; count <= 9; count++) {
          const columns = noise(12)
          const together = run(step, columns, count)
          for (let i = 0; i < 12; i++) {
            const alone = run(
              step,
              columns.map((column) => [column[i]]),
              i < count ? 1 : 0,
            )
            expect(together.map((column) => column[i])).toEqual(alone.map(([value]) => value))
          }
        }
      }
    })

    it('pass NaN and Infinity on to their own element', () => {
      for (const step of Object.values(STEPS)) {
        const [w] = run(step, [
          [1, 1, 1],
          [Number.NaN, 0, Number.NEGATIVE_INFINITY],
          [0, 0, 0],
          [0, 0, 0],
        ])
        expect([Number.isFinite(w[0]), Number.isFinite(w[1]), Number.isFinite(w[2])]).toEqual([false, true, false])
      }
    })
  })
}

/** Weights, gradient and two states of `count` float32 numbers; the states are not negative. */
function noise(count: number): number[][] {
  const stream = randomStream(3, 'data')
  const column = () => Array.from({ length: count }, () => Math.fround(stream.normal()))
  return [column(), column(), column().map(Math.abs), column().map(Math.abs)]
}
