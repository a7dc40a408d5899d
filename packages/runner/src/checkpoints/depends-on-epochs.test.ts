import { defaultsOf, type ScheduleSpec, scheduleDefinitions, scheduleOptions } from '@hypersweep/core'
import { describe, expect, test } from 'vitest'
import { dependsOnEpochs } from './depends-on-epochs.ts'

const NEEDED = { step: { step_size: 2 }, multi_step: { milestones: [1, 3] }, exponential: { lr_decay: 0.5 } }
const FALLOFF = { inverse_time: { lr_falloff: 0.5 }, inverse_sqrt: { lr_falloff: 0.5 } }

const specs: ScheduleSpec[] = scheduleDefinitions.flatMap((definition) => {
  const given = { ...NEEDED, ...FALLOFF }[definition.name] ?? {}
  const spec = { schedule: definition.name, ...defaultsOf(scheduleOptions(definition)), ...given } as ScheduleSpec
  return 'decay_epochs' in definition.options ? [spec, { ...spec, decay_epochs: 4 }] : [spec]
})

/** The learning rates of the first five of so many epochs, whose validation loss never gets better. */
function rates(spec: ScheduleSpec, epochs: number): number[] {
  const { rate } = scheduleDefinitions.find(({ name }) => name === spec.schedule)!
  const history = Array.from({ length: 5 }, () => ({ metrics: { val_loss: 1 } }))
  return history.map((_, epoch) => rate(spec, { learningRate: 0.1, epochs }, epoch, history.slice(0, epoch)))
}

describe('whether more epochs make another training is what the rates of its first epochs say', () => {
  test.each(specs)('$schedule, number %#', (schedule) => {
    const isOther = JSON.stringify(rates(schedule, 5)) !== JSON.stringify(rates(schedule, 10))
    expect(dependsOnEpochs({ schedule })).toBe(isOther)
  })

  test('and it is so of three schedules, of two of them until their end is given', () => {
    const dependent = specs.filter((schedule) => dependsOnEpochs({ schedule }))
    expect(dependent.map(({ schedule }) => schedule)).toEqual(['polynomial', 'cosine', 'one_cycle'])
  })
})
