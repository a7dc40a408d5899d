import { expect, test } from 'vitest'
import { defaultsOf } from '../options/option.ts'
import { createSchedule, type ScheduleSpec, scheduleDefinitions, scheduleOf, scheduleOptions } from './index.ts'

const needed = { step_size: 2, milestones: [2], lr_decay: 0.5, lr_falloff: 0.5 }

function rates(schedule: string, given: Record<string, number>, epochs: number): number[] {
  const spec = {
    ...defaultsOf(scheduleOptions(scheduleOf({ schedule }))),
    ...needed,
    ...given,
    schedule,
  } as ScheduleSpec
  const rate = createSchedule(spec, { learningRate: 0.4, epochs })
  const history = Array.from({ length: epochs }, () => ({ metrics: { val_loss: 1 } }))
  return Array.from({ length: epochs }, (_, epoch) => rate(epoch, history.slice(0, epoch)))
}

test.each(scheduleDefinitions.map(({ name }) => name))('%s is preceded by a line up to its own beginning', (name) => {
  const [plain, warmed] = [rates(name, { patience: 2 }, 8), rates(name, { patience: 2, warmup_epochs: 4 }, 12)]
  expect(warmed.slice(4)).toEqual(plain)
  for (const [t, share] of [0.1, 0.325, 0.55, 0.775].entries()) expect(warmed[t]).toBeCloseTo(share * plain[0]!, 15)
})

test('the warm-up begins at the factor that is given, and a factor of 1 is none', () => {
  expect(rates('constant', { warmup_epochs: 2, warmup_factor: 0.5 }, 4)).toEqual([0.2, 0.30000000000000004, 0.4, 0.4])
  expect(rates('constant', { warmup_epochs: 2, warmup_factor: 1 }, 4)).toEqual([0.4, 0.4, 0.4, 0.4])
})

test.each(scheduleDefinitions.map(({ name }) => name))('%s may be all warm-up', (name) => {
  const all = rates(name, { warmup_epochs: 5 }, 5)
  expect(all.every((rate, t) => rate > 0 && (t === 0 || rate > all[t - 1]!))).toBe(true)
  expect(rates(name, { warmup_epochs: 9 }, 5)[4]).toBeLessThan(all[4]!)
})
