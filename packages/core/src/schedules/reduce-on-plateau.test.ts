import { expect, test } from 'vitest'
import { defaultsOf } from '../options/option.ts'
import { createSchedule, type ScheduleSpec, scheduleOf, scheduleOptions } from './index.ts'

type Given = Record<string, number | string>

/** The rate of each epoch, and of the one after the last report, at a learning rate of 1. */
function rates(values: readonly number[], given: Given = {}, run = { learningRate: 1, epochs: 99 }): number[] {
  const schedule = 'reduce_on_plateau'
  const spec = {
    ...defaultsOf(scheduleOptions(scheduleOf({ schedule }))),
    lr_decay: 0.5,
    ...given,
    schedule,
  } as ScheduleSpec
  const rate = createSchedule(spec, run)
  const history = values.map((value) => ({ metrics: { [String(spec['monitor'])]: value } }))
  return [...values, 0].map((_, epoch) => rate(epoch, history.slice(0, epoch)))
}

test('the rate stays while the loss falls', () => {
  expect(rates([5, 4, 3, 2, 1], { patience: 0 })).toEqual([1, 1, 1, 1, 1, 1])
})

test('the rate falls after more than `patience` epochs in a row that are no better, and then counts anew', () => {
  expect(rates([2, 2, 2, 2, 2, 2, 2], { patience: 2 })).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25])
  expect(rates([2, 2, 2], { patience: 0 })).toEqual([1, 1, 0.5, 0.25])
})

test('a better epoch forgives the bad ones before it', () => {
  expect(rates([2, 2, 2, 1, 1, 1, 1], { patience: 2 })).toEqual([1, 1, 1, 1, 1, 1, 1, 0.5])
})

test('better is better than the best so far, not than the last', () => {
  expect(rates([1, 3, 2, 1.5, 1.2], { patience: 2 })).toEqual([1, 1, 1, 1, 0.5, 0.5])
})

test('better is by more than the threshold’s share', () => {
  expect(rates([100, 99.5, 99.2], { patience: 1, threshold: 0.01 }).at(-1)).toBe(0.5)
  expect(rates([100, 98.5, 97.4], { patience: 1, threshold: 0.01 }).at(-1)).toBe(1)
  expect(rates([1, 0.9999, 0.9998], { patience: 1 }).at(-1)).toBe(1)
  expect(rates([1, 0.99995, 0.99993], { patience: 1 }).at(-1)).toBe(0.5)
})

test('an accuracy is better when it is greater, by more than the threshold’s share', () => {
  const monitor = 'val_accuracy'
  expect(rates([0.5, 0.6, 0.7, 0.8], { monitor, patience: 0 })).toEqual([1, 1, 1, 1, 1])
  expect(rates([0, 0.1, 0.09, 0.1], { monitor, patience: 0 })).toEqual([1, 1, 1, 0.5, 0.25])
  expect(rates([0.5, 0.504, 0.504], { monitor, patience: 1, threshold: 0.01 }).at(-1)).toBe(0.5)
})

test('for `cooldown` epochs after a fall none counts as bad', () => {
  const falls = rates(
    Array.from({ length: 9 }, () => 2),
    { patience: 1, cooldown: 2 },
  )
  expect(falls).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
})

test('the rate never falls below min_lr, and a lower learning rate stays', () => {
  expect(rates([1, 1, 1, 1, 1], { patience: 0, min_lr: 0.3 })).toEqual([1, 1, 0.5, 0.3, 0.3, 0.3])
  expect(rates([1, 1, 1], { patience: 0, min_lr: 3 })).toEqual([1, 1, 1, 1])
})

test('a loss that is no number is no better', () => {
  expect(rates([1, Number.NaN, Number.NaN], { patience: 1 }).at(-1)).toBe(0.5)
})

test('reports of the warm-up do not count', () => {
  const warmed = rates([1, 1, 1, 5, 4, 4], { patience: 0, warmup_epochs: 3, warmup_factor: 0.25 })
  expect(warmed).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 0.5])
})

test('the rate is a function of the reports: it is the same when asked in any order', () => {
  const spec = {
    ...defaultsOf(scheduleOptions(scheduleOf({ schedule: 'reduce_on_plateau' }))),
    patience: 0,
    schedule: 'reduce_on_plateau',
  } as const
  const rate = createSchedule(spec, { learningRate: 1, epochs: 9 })
  const history = [3, 3, 2, 2, 2].map((val_loss) => ({ metrics: { val_loss } }))
  const ask = () => [5, 2, 4, 1, 3, 0].map((epoch) => rate(epoch, history))
  expect(ask()).toEqual(ask())
  expect(rate(5, history)).toBe(rate(5, history.slice()))
  expect(ask().at(-1)).toBe(1)
})

test('a report without the metric is refused by name', () => {
  const spec = {
    ...defaultsOf(scheduleOptions(scheduleOf({ schedule: 'reduce_on_plateau' }))),
    schedule: 'reduce_on_plateau',
  } as const
  const rate = createSchedule(spec, { learningRate: 1, epochs: 9 })
  const history = [{ metrics: { val_loss: 1 } }, { metrics: { train_loss: 1 } }]
  expect(rate(1, history)).toBe(1)
  for (const epoch of [2, 3]) {
    expect(() => rate(epoch, history)).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_METRIC', message: expect.stringContaining('epoch 2 has no val_loss') }),
    )
  }
})
