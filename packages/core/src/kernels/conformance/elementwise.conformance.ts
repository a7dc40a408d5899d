import { describe, expect, it } from 'vitest'
import type { ActivationName } from '../kernels.ts'
import { type Adapter, epsilonOf, floatsOf } from './adapter.ts'

const NAMES: readonly ActivationName[] = ['identity', 'relu', 'sigmoid', 'tanh']
const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf } = Number

export function elementwiseConformance(adapter: Adapter): void {
  const activate = (name: ActivationName, x: readonly number[]) => {
    const kernels = adapter.make()
    const out = kernels.floats(x.length)
    kernels.activate(name, floatsOf(kernels, x), out, x.length)
    return [...out]
  }
  const backward = (name: ActivationName, y: readonly number[], g: readonly number[]) => {
    const kernels = adapter.make()
    const gradIn = kernels.floats(y.length)
    kernels.activateBackward(name, floatsOf(kernels, y), floatsOf(kernels, g), gradIn, y.length)
    return [...gradIn]
  }
  const points = Array.from({ length: 83 }, (_, i) => (i - 41) / 4)

  describe('activations', () => {
    it('are what they are called at the points everyone knows', () => {
      expect(activate('identity', [1, -2, -0, nan, inf])).toEqual([1, -2, -0, nan, inf])
      expect(activate('relu', [1, -2, -0, nan, inf, minusInf])).toEqual([1, 0, 0, nan, inf, 0])
      expect(activate('sigmoid', [0, inf, minusInf, nan, 1000, -1000])).toEqual([0.5, 1, 0, nan, 1, 0])
      expect(activate('tanh', [0, -0, inf, minusInf, nan, 1000])).toEqual([0, -0, 1, -1, nan, 1])
    })

    it('sigmoid(x) + sigmoid(−x) = 1, and 2·sigmoid(2x) − 1 = tanh(x)', () => {
      const [there, back] = [
        activate('sigmoid', points),
        activate(
          'sigmoid',
          points.map((x) => -x),
        ),
      ]
      const twice = activate(
        'sigmoid',
        points.map((x) => 2 * x),
      )
      const tanh = activate('tanh', points)
      points.forEach((_, i) => {
        expect(Math.abs(there[i] + back[i] - 1)).toBeLessThanOrEqual(2 * epsilonOf(adapter))
        expect(Math.abs(2 * twice[i] - 1 - tanh[i])).toBeLessThanOrEqual(4 * epsilonOf(adapter))
      })
    })

    it('tanh is odd to the last bit', () => {
      expect(
        activate(
          'tanh',
          points.map((x) => -x),
        ),
      ).toEqual(activate('tanh', points).map((y) => -y))
    })

    it('have the slopes that their values show', () => {
      const h = adapter.precision === 'float32' ? 2 ** -8 : 2 ** -16
      const bound = adapter.precision === 'float32' ? 1e-4 : 1e-9
      const away = points.filter((x) => x !== 0)
      for (const name of NAMES) {
        const [above, below] = [
          activate(
            name,
            away.map((x) => x + h),
          ),
          activate(
            name,
            away.map((x) => x - h),
          ),
        ]
        const slopes = backward(
          name,
          activate(name, away),
          away.map(() => 1),
        )
        away.forEach((_, i) => {
          expect(Math.abs((above[i] - below[i]) / (2 * h) - slopes[i])).toBeLessThan(bound)
        })
      }
    })

    it('backward multiplies the gradient from above', () => {
      expect(backward('identity', [1, 2, 3], [4, -5, nan])).toEqual([4, -5, nan])
      expect(backward('relu', [1, 0, 2, nan, 1], [4, -5, nan, 3, -0])).toEqual([4, 0, nan, 0, -0])
      expect(backward('sigmoid', [0.5, 0.25, 1, nan], [8, 16, 3, 1])).toEqual([2, 3, 0, nan])
      expect(backward('tanh', [0.5, -1, 0, nan], [8, 16, 3, 1])).toEqual([6, 0, 3, nan])
    })

    it('may write over their input, and write `count` elements and none behind', () => {
      const kernels = adapter.make()
      for (const name of NAMES) {
        for (let count = 0; count <= 9; count++) {
          const x = points.slice(40, 40 + count)
          const g = points.slice(10, 10 + count)
          const inPlace = floatsOf(kernels, [...x, 77, 77, 77, 77])
          kernels.activate(name, inPlace, inPlace, count)
          expect([...inPlace]).toEqual([...activate(name, x), 77, 77, 77, 77])
          const gradient = floatsOf(kernels, [...g, 77, 77, 77, 77])
          kernels.activateBackward(name, inPlace, gradient, gradient, count)
          expect([...gradient]).toEqual([...backward(name, activate(name, x), g), 77, 77, 77, 77])
        }
      }
    })
  })

  it('multiply takes products element by element, over its first factor too', () => {
    const kernels = adapter.make()
    const a = floatsOf(kernels, [1, 2, -3, inf, nan, 0.5, 9])
    const b = floatsOf(kernels, [4, 0, 2, 0, 1, 0.5, 9])
    kernels.multiply(a, b, a, 6)
    expect([...a]).toEqual([4, 0, -6, nan, nan, 0.25, 9])
  })
}
