import { randomStream } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import { type Adapter, epsilonOf, floatsOf, integersOf, repeated } from './adapter.ts'

export function crossEntropyConformance(adapter: Adapter): void {
  const bound = 8 * epsilonOf(adapter)

  const crossEntropy = (logits: readonly number[], labels: readonly number[]) => {
    const kernels = adapter.make()
    const size = { rows: labels.length, classes: logits.length / labels.length }
    const losses = kernels.floats(size.rows)
    const gradient = kernels.floats(logits.length)
    kernels.softmaxCrossEntropy(floatsOf(kernels, logits), integersOf(kernels, labels), losses, gradient, size)
    return { losses: [...losses], gradient: [...gradient] }
  }
  const softmax = (logits: readonly number[], rows: number) => {
    const kernels = adapter.make()
    const out = floatsOf(kernels, logits)
    kernels.softmax(out, out, { rows, classes: logits.length / rows })
    return [...out]
  }
  const noise = (count: number) => {
    const stream = randomStream(2, 'data')
    return Array.from({ length: count }, () => Math.fround(3 * stream.normal()))
  }

  describe('softmax and cross-entropy', () => {
    it('equal logits cost ln(classes), whatever their number', () => {
      for (let classes = 1; classes <= 17; classes++) {
        const { losses, gradient } = crossEntropy(repeated(5, classes), [classes - 1])
        expect(Math.abs(losses[0] - Math.log(classes))).toBeLessThanOrEqual(bound)
        gradient.forEach((g, c) => {
          expect(Math.abs(g - (1 / classes - (c === classes - 1 ? 1 : 0)))).toBeLessThanOrEqual(bound)
        })
      }
    })

    it('three to one in odds is a loss of ln(4/3) on the likely class and ln 4 on the other', () => {
      const { losses, gradient } = crossEntropy([Math.log(3), 0, Math.log(3), 0], [0, 1])
      expect(losses[0]).toBeCloseTo(Math.log(4 / 3), 6)
      expect(losses[1]).toBeCloseTo(Math.log(4), 6)
      expect(gradient.map((g) => Math.round(g * 1e5) / 1e5)).toEqual([-0.125, 0.125, 0.375, -0.375])
    })

    it('softmax is positive and sums to 1', () => {
      const logits = noise(7 * 11)
      const out = softmax(logits, 7)
      for (let r = 0; r < 7; r++) {
        const row = out.slice(11 * r, 11 * r + 11)
        expect(Math.min(...row)).toBeGreaterThan(0)
        expect(Math.abs(row.reduce((a, b) => a + b) - 1)).toBeLessThan(bound)
      }
    })

    it('the gradient is (softmax − one-hot) / rows', () => {
      const logits = noise(5 * 10)
      const labels = [0, 9, 4, 4, 7]
      const probabilities = softmax(logits, 5)
      const { gradient } = crossEntropy(logits, labels)
      gradient.forEach((g, i) => {
        const hot = i % 10 === labels[Math.floor(i / 10)] ? 1 : 0
        expect(Math.abs(g - (probabilities[i] - hot) / 5)).toBeLessThanOrEqual(epsilonOf(adapter))
      })
    })

    it('adding one number to all logits of a row changes no bit', () => {
      const logits = noise(12).map((z) => Math.round(z * 64) / 64)
      const moved = logits.map((z) => z + 512)
      expect(crossEntropy(moved, [1, 2, 0])).toEqual(crossEntropy(logits, [1, 2, 0]))
    })

    it('huge logits stay finite', () => {
      const { losses, gradient } = crossEntropy([1000, 0, -1000, -1000, -1000, 0], [0, 0])
      expect(losses).toEqual([0, 1000])
      expect(gradient.map((g) => g + 0)).toEqual([0, 0, 0, -0.5, 0, 0.5])
    })

    it('a row with NaN or Infinity has no loss, and no other row suffers', () => {
      const { losses } = crossEntropy([Number.NaN, 1, 0, 0, Number.POSITIVE_INFINITY, 1], [1, 0, 1])
      expect(losses[0]).toBeNaN()
      expect(losses[1]).toBeCloseTo(Math.LN2, 6)
      expect(losses[2]).toBeNaN()
    })

    it('write the given rows and nothing behind them', () => {
      const kernels = adapter.make()
      const size = { rows: 1, classes: 3 }
      const out = floatsOf(kernels, [0, 0, 0, 77, 77, 77])
      kernels.softmax(out, out, size)
      expect([...out.subarray(3)]).toEqual([77, 77, 77])
      const [losses, gradient] = [kernels.floats(2).fill(77), kernels.floats(6).fill(77)]
      kernels.softmaxCrossEntropy(out, kernels.integers(2), losses, gradient, size)
      expect([losses[1], ...gradient.subarray(3)]).toEqual([77, 77, 77, 77])
    })
  })
}
