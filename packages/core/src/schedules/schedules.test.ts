import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createSchedule } from './create-schedule.ts'

interface Case {
  kind: string
  baseLr: number
  settings: { gamma: number }
  lr: number[]
}
const golden = new URL('../../../../test/golden/oracles/schedules.json', import.meta.url)
const cases: Case[] = JSON.parse(readFileSync(golden, 'utf8')).cases

test('the exponential schedule equals PyTorch’s ExponentialLR within 1e-12 of the base rate', () => {
  const { baseLr, settings, lr } = cases.find(({ kind }) => kind === 'ExponentialLR')!
  const schedule = createSchedule({ schedule: 'exponential', lrDecay: settings.gamma }, baseLr)
  expect(lr).toHaveLength(50)
  for (const [epoch, rate] of lr.entries()) expect(Math.abs(schedule(epoch) - rate)).toBeLessThan(1e-12 * baseLr)
})

test('the first epoch has the learning rate itself, and a decay of 1 is the constant schedule', () => {
  const [constant, flat] = [
    createSchedule({ schedule: 'constant' }, 0.3),
    createSchedule({ schedule: 'exponential', lrDecay: 1 }, 0.3),
  ]
  expect(createSchedule({ schedule: 'exponential', lrDecay: 0.7 }, 0.3)(0)).toBe(0.3)
  for (const epoch of [0, 1, 17, 1000]) expect([constant(epoch), flat(epoch)]).toEqual([0.3, 0.3])
})

test.each([0, -0.5, 1.01, Number.NaN])('a decay of %f is refused', (lrDecay) => {
  expect(() => createSchedule({ schedule: 'exponential', lrDecay }, 0.1)).toThrow(
    expect.objectContaining({ code: 'SCHEDULE_OPTION', message: expect.stringContaining(`lr_decay is ${lrDecay}`) }),
  )
})
