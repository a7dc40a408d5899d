import { readFileSync } from 'node:fs'
import { exp } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import { actingOptions, checkOptions, defaultsOf, isOption } from '../options/option.ts'
import { createSchedule, type ScheduleSpec, scheduleDefinitions, scheduleOf, scheduleOptions } from './index.ts'

interface Case {
  name: string
  kind: string
  baseLr: number
  settings: Record<string, number> & { milestones: number[] }
  lr: number[]
}
type Given = { readonly schedule: string } & Readonly<Record<string, unknown>>

const golden = new URL('../../../../test/golden/oracles/schedules.json', import.meta.url)
const cases: Case[] = JSON.parse(readFileSync(golden, 'utf8')).cases

/** The rates of all epochs of a schedule that reads no reports. */
function curve(given: Given, learningRate: number, epochs: number): number[] {
  const schedule = createSchedule(filled(given), { learningRate, epochs })
  return Array.from({ length: epochs }, (_, epoch) => schedule(epoch, []))
}

function filled(given: Given): ScheduleSpec {
  return { ...defaultsOf(scheduleOptions(scheduleOf(given))), ...given } as ScheduleSpec
}

/** PyTorch's settings in our words; its one-cycle has a rate more than is written down. */
function ours({ kind, settings, baseLr, name }: Case): { given: Given; learningRate?: number; epochs?: number } {
  const { gamma: lr_decay, k: lr_falloff, Tmax, startFactor } = settings
  switch (kind) {
    case 'StepLR':
      return { given: { schedule: 'step', step_size: settings['stepSize'], lr_decay } }
    case 'MultiStepLR':
      return { given: { schedule: 'multi_step', milestones: settings.milestones, lr_decay } }
    case 'ExponentialLR':
      return { given: { schedule: 'exponential', lr_decay } }
    case 'exponential decay':
      return { given: { schedule: 'exponential', lr_decay: exp(-lr_falloff!) } }
    case 'CosineAnnealingLR':
      return { given: { schedule: 'cosine', decay_epochs: Tmax, min_lr: settings['etaMin'] } }
    case 'LinearLR':
      return settings['endFactor'] === 1
        ? { given: { schedule: 'constant', warmup_epochs: settings['totalIters'], warmup_factor: startFactor } }
        : { given: { schedule: 'polynomial', decay_epochs: settings['totalIters'], min_lr: lowest(settings, baseLr) } }
    case 'SequentialLR':
      return { given: { schedule: 'cosine', warmup_epochs: settings['warmup'], warmup_factor: startFactor } }
    case 'LambdaLR':
      return { given: { schedule: 'polynomial', decay_epochs: settings['T'], power: settings['power'] } }
    case '1/t decay':
      return { given: { schedule: 'inverse_time', lr_falloff } }
    case '1/sqrt decay':
      return { given: { schedule: 'inverse_sqrt', lr_falloff } }
    case 'OneCycleLR': {
      const [pct_start, div_factor, final_div_factor] = ['pctStart', 'divFactor', 'finalDivFactor'].map(
        (key) => settings[key],
      )
      const anneal_strategy = name.endsWith('linear') ? 'linear' : 'cosine'
      const given = { schedule: 'one_cycle', pct_start, div_factor, final_div_factor, anneal_strategy }
      return { given, learningRate: settings['maxLr']!, epochs: settings['totalSteps']! }
    }
  }
  throw new TypeError(`no words for ${kind}`)
}

function lowest({ endFactor }: Record<string, number>, baseLr: number): number {
  return endFactor! * baseLr
}

describe('PyTorch and plain formulas', () => {
  test('have a case for each schedule that reads no reports', () => {
    const covered = new Set(cases.map((each) => ours(each).given.schedule))
    expect([...covered].toSorted()).toEqual(
      scheduleDefinitions.flatMap(({ name }) => (name === 'reduce_on_plateau' ? [] : [name])).toSorted(),
    )
  })

  test.each(cases)('agree on $name: the rates of fifty epochs within 1e-12 of the base rate', (each) => {
    const { given, learningRate = each.baseLr, epochs = 50 } = ours(each)
    const rates = curve(given, learningRate, epochs).slice(0, 50)
    expect(each.lr).toHaveLength(50)
    for (const [t, rate] of each.lr.entries()) expect(Math.abs(rates[t]! - rate)).toBeLessThan(1e-12 * each.baseLr)
  })
})

const falling: Given[] = [
  { schedule: 'step', step_size: 3, lr_decay: 0.5 },
  { schedule: 'multi_step', milestones: [2, 5, 11] },
  { schedule: 'exponential', lr_decay: 0.9 },
  { schedule: 'inverse_time', lr_falloff: 0.3 },
  { schedule: 'inverse_sqrt', lr_falloff: 0.3 },
  { schedule: 'polynomial' },
  { schedule: 'polynomial', power: 3, min_lr: 0.01 },
  { schedule: 'cosine' },
  { schedule: 'cosine', min_lr: 0.01, decay_epochs: 12 },
]

describe('laws', () => {
  test('a constant rate stays what it is', () => {
    expect(curve({ schedule: 'constant' }, 0.3, 20)).toEqual(Array.from({ length: 20 }, () => 0.3))
  })

  test.each(falling)('%o begins at the learning rate, never rises and stays above 0', (given) => {
    const rates = curve(given, 0.3, 20)
    expect(rates[0]).toBeCloseTo(0.3, 15)
    expect(rates.every((rate, t) => rate > 0 && (t === 0 || rate <= rates[t - 1]!))).toBe(true)
    expect(rates[19]).toBeLessThan(0.3)
  })

  test('an exponential decay by 1, or by a step longer than the training, is constant', () => {
    for (const given of [
      { schedule: 'exponential', lr_decay: 1 },
      { schedule: 'step', step_size: 20 },
    ]) {
      expect(curve(given, 0.3, 20)).toEqual(curve({ schedule: 'constant' }, 0.3, 20))
    }
  })

  test('a step of 1 is exponential, and milestones at its falls are a step', () => {
    const step = (step_size: number) => curve({ schedule: 'step', step_size, lr_decay: 0.7 }, 0.3, 12)
    expect(step(1)).toEqual(curve({ schedule: 'exponential', lr_decay: 0.7 }, 0.3, 12))
    expect(step(5)).toEqual(curve({ schedule: 'multi_step', milestones: [5, 10], lr_decay: 0.7 }, 0.3, 12))
  })

  test('1/t is a half of the learning rate after 1/k epochs, 1/√t after 3/k', () => {
    expect(curve({ schedule: 'inverse_time', lr_falloff: 0.25 }, 0.3, 5)[4]).toBeCloseTo(0.15, 15)
    expect(curve({ schedule: 'inverse_sqrt', lr_falloff: 0.25 }, 0.3, 13)[12]).toBeCloseTo(0.15, 15)
  })

  test.each(['cosine', 'polynomial'])('%s is half way down in the middle, and ends at min_lr for good', (schedule) => {
    const rates = curve({ schedule, min_lr: 0.1, decay_epochs: 8 }, 0.3, 12)
    expect(rates[4]).toBeCloseTo(0.2, 15)
    for (const rate of rates.slice(8)) expect(rate).toBeCloseTo(0.1, 15)
    expect(rates[7]).toBeGreaterThan(0.1)
  })

  test.each(['cosine', 'polynomial'])('%s never lifts a learning rate that is below min_lr', (schedule) => {
    for (const rate of curve({ schedule, min_lr: 0.1 }, 0.03, 6)) expect(rate).toBeCloseTo(0.03, 15)
  })

  test('a cosine leaves slowly, a line evenly', () => {
    const [cosine, line] = ['cosine', 'polynomial'].map((schedule) => curve({ schedule }, 1, 10))
    expect(cosine![1]! > line![1]! && cosine![9]! < line![9]!).toBe(true)
    expect(line!.slice(1).map((rate, t) => line![t]! - rate)).toEqual(line!.slice(1).map(() => expect.closeTo(0.1, 14)))
  })
})

describe('one cycle', () => {
  test.each(['cosine', 'linear'])('%s rises to its peak, then falls to its end', (anneal_strategy) => {
    const rates = curve({ schedule: 'one_cycle', anneal_strategy, pct_start: 0.5 }, 0.3, 20)
    const peak = rates.indexOf(Math.max(...rates))
    expect([peak, rates[peak]]).toEqual([9, 0.3])
    expect(rates.every((rate, t) => t === 0 || rate > rates[t - 1]! === t <= peak)).toBe(true)
    expect(rates[0]).toBeCloseTo(0.3 / 25, 15)
    expect(rates[19]).toBeCloseTo(0.3 / 25 / 1e4, 15)
  })

  test.each([
    [1, 0.3],
    [3, 0.3],
    [10, 0],
  ])('%i epochs with a start of %f are too few for a way up, and begin at the peak', (epochs, pct_start) => {
    const rates = curve({ schedule: 'one_cycle', pct_start }, 0.3, epochs)
    expect(rates[0]).toBe(0.3)
    expect(rates.every((rate, t) => t === 0 || rate < rates[t - 1]!)).toBe(true)
  })

  test('with a start of 1 only rises', () => {
    const rates = curve({ schedule: 'one_cycle', pct_start: 1 }, 0.3, 10)
    expect(rates.every((rate, t) => t === 0 || rate > rates[t - 1]!)).toBe(true)
    expect(rates[9]).toBe(0.3)
  })
})

describe('definitions', () => {
  test('have names and defaults of their own, within their ranges', () => {
    expect(new Set(scheduleDefinitions.map(({ name }) => name)).size).toBe(scheduleDefinitions.length)
    const defaults = scheduleDefinitions.flatMap(({ name }) => {
      const options = scheduleOptions(scheduleOf({ schedule: name }))
      return Object.entries(defaultsOf(options)).map(([key, value]) => isOption(options[key]!, value))
    })
    expect(defaults.length > 20 && defaults.every(Boolean)).toBe(true)
  })

  test('say which options act', () => {
    const acting = (schedule: string, warmup_epochs: number) => [
      ...actingOptions(scheduleOptions(scheduleOf({ schedule })), { warmup_epochs }),
    ]
    expect(acting('constant', 0)).toEqual(['warmup_epochs'])
    expect(acting('exponential', 3)).toEqual(['lr_decay', 'warmup_epochs', 'warmup_factor'])
    expect(acting('cosine', 0)).toEqual(['min_lr', 'decay_epochs', 'warmup_epochs'])
  })

  test('say truly whether their curve depends on the number of epochs', () => {
    const needing = [...falling, { schedule: 'constant' }, { schedule: 'one_cycle' }].filter((given) => {
      const [short, long] = [curve(given, 0.3, 10), curve(given, 0.3, 20)]
      return short.some((rate, t) => rate !== long[t])
    })
    const names = new Set(needing.map(({ schedule }) => schedule))
    expect([...names].toSorted()).toEqual(
      scheduleDefinitions.flatMap(({ name, needsEpochs }) => (needsEpochs ? [name] : [])).toSorted(),
    )
  })

  test.each<[Given, string]>([
    [{ schedule: 'exponential', lr_decay: 1.01 }, 'exponential: lr_decay is 1.01. Use a number in (0, 1].'],
    [{ schedule: 'exponential' }, 'exponential: lr_decay is missing. Use a number in (0, 1].'],
    [{ schedule: 'step', step_size: 1.5 }, 'step: step_size is 1.5. Use a whole number in [1, ∞).'],
    [
      { schedule: 'constant', warmup_epochs: -1 },
      'constant: warmup_epochs is -1. Use a whole number in [0, ∞); 0 is usual.',
    ],
  ])('%o is refused by name', (given, message) => {
    const options = scheduleOptions(scheduleOf(given))
    const check = () => checkOptions(given.schedule, options, filled(given))
    expect(check).toThrow(expect.objectContaining({ code: 'OPTION', message }))
  })

  test('name those that there are when another is asked for', () => {
    expect(() => scheduleOf({ schedule: 'cosin' })).toThrow(
      'There is no schedule cosin. Use one of constant, step, multi_step, ',
    )
  })
})
