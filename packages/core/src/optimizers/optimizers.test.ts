import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Floats } from '../formula/floats.ts'
import { actingOptions, defaultsOf, isOption, type OptionValue } from '../options/option.ts'
import { compiledFormula } from '../testing/compiled-formula.ts'
import { type Given, optimizerSpec, optimizerWalk, termScalars } from '../testing/optimizer-walk.ts'
import { optimizerDefinitions, optimizerOf, updateFormula } from './index.ts'

interface OracleCase {
  name: string
  optimizer: string
  settings: Record<string, number | boolean> & { lr: number; betas: [number, number] }
  params: number[][]
}
interface Oracle {
  initial: number[]
  gradients: number[][]
  cases: OracleCase[]
}

const float32 = (count: number): Floats => new Float32Array(count)
const oracles = { f32: oracle('f32'), f64: oracle('f64') }
const names = optimizerDefinitions.map(({ name }) => name)

function oracle(tag: string): Oracle {
  const golden = new URL(`../../../../test/golden/oracles/optimizers_${tag}.json`, import.meta.url)
  return JSON.parse(readFileSync(golden, 'utf8'))
}

/** PyTorch's settings in our words. */
function ours({ optimizer: kind, settings }: OracleCase): Given {
  const { betas, alpha, eps, lr_decay, initial_accumulator_value } = settings
  const renamed: [string, OptionValue | undefined][] = [
    ['beta1', betas?.[0]],
    ['decay_rate', betas?.[1] ?? alpha],
    ['epsilon', eps],
    ['step_falloff', lr_decay],
    ['initial_square', initial_accumulator_value],
  ]
  const given = renamed.filter((pair): pair is [string, OptionValue] => pair[1] !== undefined)
  for (const same of ['momentum', 'weight_decay', 'centered', 'amsgrad']) {
    if (same in settings) given.push([same, settings[same]!])
  }
  const sgd = settings['nesterov'] === true ? 'nesterov' : 'momentum' in settings ? 'momentum' : 'sgd'
  return { optimizer: kind === 'SGD' ? sgd : kind.toLowerCase(), ...Object.fromEntries(given) }
}

describe('PyTorch agrees', () => {
  test('on cases of each optimizer, with each option that it has', () => {
    const covered = Object.fromEntries(names.map((name) => [name, new Set<string>()]))
    for (const each of oracles.f64.cases) {
      const { optimizer: name, ...options } = ours(each)
      for (const option of Object.keys(options)) covered[name]!.add(option)
    }
    for (const { name, options } of optimizerDefinitions) {
      expect([...covered[name]!].toSorted()).toEqual(Object.keys(options).toSorted())
    }
    expect(oracles.f64.cases).toHaveLength(24)
  })

  const numbered = oracles.f64.cases.map((each, i) => ({ ...each, i }))

  test.each(numbered)('on $name: twenty steps in float64 within 1e-12', ({ i }) => {
    expect(worst(oracles.f64, i, () => 1e-12)).toBeLessThan(1)
  })

  test.each(numbered)('on $name: twenty steps in float32 within 1e-5·(0.1 + |p|)', ({ i }) => {
    expect(worst(oracles.f32, i, (p) => 1e-5 * (0.1 + Math.abs(p)), float32)).toBeLessThan(1)
  })

  /** The largest error as a share of what is allowed. */
  function worst(
    { initial, gradients, cases }: Oracle,
    i: number,
    allowed: (p: number) => number,
    floats?: typeof float32,
  ) {
    const each = cases[i]!
    const walk = { initial, gradients, learningRate: each.settings.lr, ...(floats && { floats }) }
    const { weight } = optimizerWalk(ours(each), walk)
    expect(each.params).toHaveLength(20)
    return Math.max(...each.params.flatMap((row, t) => row.map((p, c) => Math.abs(weight![t]![c]! - p) / allowed(p))))
  }
})

const forms: Given[] = [
  ...names.map((name) => ({ optimizer: name })),
  { optimizer: 'adagrad', step_falloff: 0.1, initial_square: 0.3, weight_decay: 0.1 },
  { optimizer: 'rmsprop', centered: true },
  { optimizer: 'rmsprop', centered: true, momentum: 0.5, weight_decay: 0.1 },
  { optimizer: 'adam', amsgrad: true, weight_decay: 0.1 },
  { optimizer: 'adamw', amsgrad: true },
]

test.each(forms)('%o is the same in float32 and in WebAssembly, in every bit', (given) => {
  const columns = 48
  const initial = Array.from({ length: columns }, (_, c) => ((c * 7919) % 101) / 50 - 1)
  const gradients = [1, 0.3, -2, 0].map((size) => initial.map((w, c) => Math.fround(size * (w + (c % 5) / 3 - 0.6))))
  const terms = { clip_norm: 1, clip_value: 1, l1: 0.01, ema: 0.9 }
  const walk = { initial, gradients, learningRate: 0.03, terms, clipScale: 0.7, floats: float32 }
  const plain = optimizerWalk(given, walk)
  expect(plain['weight']!.flat().every((w) => Number.isFinite(w))).toBe(true)
  expect(optimizerWalk(given, { ...walk, by: compiledFormula })).toEqual(plain)
})

describe('definitions', () => {
  const slotsOf = (given: Given) => Object.keys(optimizerOf(given).slots(optimizerSpec(given)))

  test('have slots only for what their options ask', () => {
    const slots = forms.map((given) => [given.optimizer, ...slotsOf(given)].join(' '))
    expect(slots).toEqual([
      'sgd',
      'momentum velocity',
      'nesterov velocity',
      'adagrad square',
      'rmsprop square',
      'adam mean square',
      'adamw mean square',
      'adagrad square',
      'rmsprop square mean',
      'rmsprop square mean velocity',
      'adam mean square largest',
      'adamw mean square largest',
    ])
  })

  test.each(forms)(
    '%o: the formula writes the weight and each slot, and reads no scalar that nobody gives',
    (given) => {
      const [spec, definition] = [optimizerSpec(given), optimizerOf(given)]
      const terms = { clip_norm: 1, clip_value: 1, l1: 0.1, ema: 0.9 }
      const { operands, outputs } = updateFormula(definition, spec, terms, 'tile')
      const own = Object.keys(definition.scalars(spec, { learningRate: 0.1, step: 1 }))
      const known = [...own, ...Object.keys(termScalars(spec, terms, 1))]
      expect(new Set(known).size).toBe(known.length)
      const scalars = operands.flatMap(({ name, access }) => (access === 'scalar' ? [name] : []))
      expect(scalars.filter((name) => !known.includes(name))).toEqual([])
      expect(outputs.map(({ name }) => name).toSorted()).toEqual(['average', 'weight', ...slotsOf(given)].toSorted())
    },
  )

  test('have defaults within their ranges, and all have weight decay', () => {
    for (const { options } of optimizerDefinitions) {
      for (const [key, value] of Object.entries(defaultsOf(options))) expect(isOption(options[key]!, value)).toBe(true)
      expect(Object.keys(defaultsOf(options))).toEqual(Object.keys(options))
      expect(options).toHaveProperty('weight_decay')
    }
  })

  test('name the options that act', () => {
    const acting = optimizerDefinitions.map(({ name, options }) => [
      name,
      [...actingOptions(options, defaultsOf(options))].toSorted().join(' '),
    ])
    expect(Object.fromEntries(acting)).toEqual({
      sgd: 'weight_decay',
      momentum: 'momentum weight_decay',
      nesterov: 'momentum weight_decay',
      adagrad: 'epsilon initial_square step_falloff weight_decay',
      rmsprop: 'centered decay_rate epsilon momentum weight_decay',
      adam: 'amsgrad beta1 decay_rate epsilon weight_decay',
      adamw: 'amsgrad beta1 decay_rate epsilon weight_decay',
    })
  })

  test.each<[Given, string]>([
    [{ optimizer: 'sgd', weight_decay: -0.1 }, 'sgd: weight_decay is -0.1. Use a number in [0, ∞); 0 is usual.'],
    [{ optimizer: 'momentum', momentum: 1 }, 'momentum: momentum is 1. Use a number in [0, 1); 0.9 is usual.'],
    [{ optimizer: 'adagrad', epsilon: 0 }, 'adagrad: epsilon is 0. Use a number in (0, ∞); 1e-10 is usual.'],
    [{ optimizer: 'adam', beta1: 1.2 }, 'adam: beta1 is 1.2. Use a number in [0, 1); 0.9 is usual.'],
    [{ optimizer: 'rmsprop', centered: 1 }, 'rmsprop: centered is 1. Use true or false.'],
  ])('%o is refused by name', (given, message) => {
    expect(() => optimizerSpec(given)).toThrow(expect.objectContaining({ code: 'OPTION', message }))
  })

  test('name those that there are when another is asked for', () => {
    expect(() => optimizerOf({ optimizer: 'adamax' })).toThrow(
      expect.objectContaining({ code: 'NAME', message: expect.stringContaining('Use one of sgd, momentum, ') }),
    )
  })
})
