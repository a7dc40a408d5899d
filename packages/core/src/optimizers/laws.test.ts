import { describe, expect, test } from 'vitest'
import type { OptionValue } from '../options/option.ts'
import { optimizerWalk } from '../testing/optimizer-walk.ts'

type Options = Readonly<Record<string, OptionValue>>

const LR = 0.01
const initial = [0.5, -1.25, 2]
const gradients = Array.from({ length: 12 }, (_, t) =>
  initial.map((w, i) => ((t * 37 + i * 11) % 23) / 10 - 1.1 + w / 9),
)

function walk(optimizer: string, options: Options, along: readonly number[][], from = along[0]!.map(() => 1)) {
  return optimizerWalk({ ...options, optimizer }, { initial: from, gradients: along, learningRate: LR })
}

/** How far each step goes against the gradient, where it is the same for all of `count` steps. */
function steps(optimizer: string, options: Options, gradient: number, count: number): number[] {
  const along = Array.from({ length: count }, () => [gradient])
  const places = [0, ...walk(optimizer, options, along, [0])['weight']!.flat()]
  return places.slice(1).map((w, t) => places[t]! - w)
}

/** The largest error as a share of what is expected. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  return actual.length === expected.length
    ? Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value) / Math.abs(value)))
    : Infinity
}

const SIZES = [1e-3, 1, 1e4]
const times = (count: number, value: (t: number) => number) => Array.from({ length: count }, (_, i) => value(i + 1))

describe('sgd', () => {
  test('moves by lr against the gradient', () => {
    const { weight } = walk('sgd', {}, gradients, initial)
    expect(
      relativeError(
        weight![0]!,
        initial.map((w, i) => w - LR * gradients[0]![i]!),
      ),
    ).toBeLessThan(1e-9)
  })
})

describe('momentum', () => {
  test('reaches lr·g/(1 − μ), by the shares 1 − μᵗ', () => {
    expect(
      relativeError(
        steps('momentum', { momentum: 0.5 }, 3, 60),
        times(60, (t) => LR * 6 * (1 - 0.5 ** t)),
      ),
    ).toBeLessThan(1e-9)
  })

  test.each(['momentum', 'nesterov'])('%s of 0 is sgd', (optimizer) => {
    const plain = walk('sgd', {}, gradients, initial)
    expect(walk(optimizer, { momentum: 0 }, gradients, initial)['weight']).toEqual(plain['weight'])
  })
})

describe('nesterov', () => {
  test('is momentum that stands one velocity ahead', () => {
    const plain = walk('momentum', { momentum: 0.7 }, gradients, initial)
    const ahead = walk('nesterov', { momentum: 0.7 }, gradients, initial)
    const expected = plain['weight']!.map((row, t) => row.map((w, i) => w - LR * 0.7 * plain['velocity']![t]![i]!))
    expect(relativeError(ahead['weight']!.flat(), expected.flat())).toBeLessThan(1e-9)
  })

  test('reaches lr·g/(1 − μ), and begins with (1 + μ)·lr·g', () => {
    const walked = steps('nesterov', { momentum: 0.5 }, 3, 60)
    expect(relativeError([walked[0]!, walked[59]!], [1.5 * LR * 3, LR * 6])).toBeLessThan(1e-9)
  })
})

describe('adagrad', () => {
  test.each(SIZES)('shrinks its step as lr/√t under a constant gradient, whatever its size: %f', (size) => {
    expect(
      relativeError(
        steps('adagrad', {}, size, 50),
        times(50, (t) => LR / Math.sqrt(t)),
      ),
    ).toBeLessThan(1e-6)
  })

  test('shrinks it by 1 + (t − 1)·step_falloff beside', () => {
    const expected = times(50, (t) => LR / Math.sqrt(t) / (1 + (t - 1) * 0.25))
    expect(relativeError(steps('adagrad', { step_falloff: 0.25 }, 1, 50), expected)).toBeLessThan(1e-6)
  })

  test('begins carefully with an initial square', () => {
    expect(relativeError(steps('adagrad', { initial_square: 0.75 }, 0.5, 1), [LR / 2])).toBeLessThan(1e-9)
  })
})

describe('rmsprop', () => {
  test('begins with lr/√(1 − ρ), and reaches lr', () => {
    const walked = steps('rmsprop', { decay_rate: 0.75 }, -5, 100)
    expect(relativeError([walked[0]!, walked[99]!], [-2 * LR, -LR])).toBeLessThan(1e-8)
  })

  test('with momentum reaches lr/(1 − μ)', () => {
    expect(
      relativeError(steps('rmsprop', { decay_rate: 0.75, momentum: 0.5 }, 5, 100).slice(-1), [2 * LR]),
    ).toBeLessThan(1e-8)
  })

  test('centered begins with lr/√(ρ·(1 − ρ))', () => {
    expect(
      relativeError(steps('rmsprop', { decay_rate: 0.75, centered: true }, 5, 1), [LR / Math.sqrt(0.75 * 0.25)]),
    ).toBeLessThan(1e-8)
  })

  test('centered never goes a shorter step', () => {
    const [plain, centered] = [false, true].map((each) => walk('rmsprop', { centered: each }, gradients, initial))
    const change = ({ weight }: typeof plain & object, t: number, i: number) =>
      weight![t]![i]! - (weight![t - 1] ?? initial)[i]!
    for (const t of gradients.keys()) {
      for (const i of initial.keys()) {
        expect(Math.abs(change(centered!, t, i))).toBeGreaterThanOrEqual(Math.abs(change(plain!, t, i)) * (1 - 1e-9))
      }
    }
  })

  test('centered stays finite in float32 where the variance rounds below zero', () => {
    const constant = Array.from({ length: 16 }, (_, i) => 0.1 + i / 7)
    const walked = optimizerWalk(
      { optimizer: 'rmsprop', decay_rate: 0.9, centered: true },
      {
        initial: constant.map(() => 0),
        gradients: Array.from({ length: 300 }, () => constant),
        learningRate: LR,
        floats: (count) => new Float32Array(count),
      },
    )
    const [square, mean] = [walked['square']!.at(-1)!, walked['mean']!.at(-1)!]
    const variances = square.map((s, i) => s - Math.fround(mean[i]! * mean[i]!))
    expect(Math.min(...variances)).toBeLessThan(0)
    expect(walked['weight']!.flat().every((w) => Number.isFinite(w))).toBe(true)
  })
})

describe.each(['adam', 'adamw'])('%s', (optimizer) => {
  const noDecay = { weight_decay: 0 }

  test.each(SIZES)('steps lr under a constant gradient from the first step on, whatever its size: %f', (size) => {
    expect(
      relativeError(
        steps(optimizer, noDecay, size, 20),
        times(20, () => LR),
      ),
    ).toBeLessThan(2e-5)
    expect(relativeError(steps(optimizer, noDecay, -size, 1), [-LR])).toBeLessThan(2e-5)
  })

  test('takes no step longer than lr·(1 − β₁)/√(1 − β₂) after a surprise', () => {
    const along = [...Array.from({ length: 400 }, () => [0]), [1]]
    const places = walk(optimizer, noDecay, along, [0])['weight']!.flat()
    const bias = Math.sqrt(1 - 0.999 ** 401) / (1 - 0.9 ** 401)
    expect(relativeError([-places.at(-1)!], [((LR * 0.1) / Math.sqrt(0.001)) * bias])).toBeLessThan(1e-6)
  })

  test('with amsgrad never goes a longer step, and after the largest gradient shorter ones', () => {
    const options = { ...noDecay, decay_rate: 0.5 }
    const along = times(30, (t) => (t === 5 ? 50 : 1 + (t % 3))).map((g) => [g])
    const [plain, careful] = [false, true].map((amsgrad) => {
      const places = [0, ...walk(optimizer, { ...options, amsgrad }, along, [0])['weight']!.flat()]
      return places.slice(1).map((w, t) => Math.abs(w - places[t]!))
    })
    expect(careful!.every((length, t) => length <= plain![t]! * (1 + 1e-9))).toBe(true)
    expect(careful![29]!).toBeLessThan(plain![29]! / 5)
  })
})

describe('weight decay', () => {
  const others = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam']
  test.each(others)('of %s is λ·w added to the gradient', (optimizer) => {
    const { weight } = walk(optimizer, { weight_decay: 0.25 }, gradients, initial)
    const before = [initial, ...weight!]
    const added = gradients.map((row, t) => row.map((g, i) => g + 0.25 * before[t]![i]!))
    expect(relativeError(walk(optimizer, {}, added, initial)['weight']!.flat(), weight!.flat())).toBeLessThan(1e-9)
  })

  test('of adamw takes lr·λ·w, whatever the gradients are', () => {
    for (const scale of [0, 1, 1e4]) {
      const along = gradients.slice(0, 1).map((row) => row.map((g) => g * scale))
      const [plain, decayed] = [0, 0.25].map((weight_decay) => walk('adamw', { weight_decay }, along, initial))
      const taken = initial.map((_, i) => plain!['weight']![0]![i]! - decayed!['weight']![0]![i]!)
      expect(
        relativeError(
          taken,
          initial.map((w) => LR * 0.25 * w),
        ),
      ).toBeLessThan(1e-12)
    }
  })

  test('of adamw shrinks weights without a gradient by 1 − lr·λ each step', () => {
    const { weight } = walk(
      'adamw',
      { weight_decay: 0.25 },
      Array.from({ length: 9 }, () => [0]),
      [2],
    )
    expect(
      relativeError(
        weight!.flat(),
        times(9, (t) => 2 * (1 - LR * 0.25) ** t),
      ),
    ).toBeLessThan(1e-9)
  })
})
