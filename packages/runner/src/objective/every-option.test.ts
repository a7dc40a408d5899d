import {
  activationDefinitions,
  definitionOf,
  isInRange,
  layerDefinitions,
  lossNames,
  type Option,
  type OptionValue,
  optimizerDefinitions,
  optionsOf,
  regularisationOptions,
  scheduleDefinitions,
  scheduleOptions,
} from '@hypersweep/core'
import type { JsonObject } from '@hypersweep/sweep'
import { parseSweep, type ResolvedObjective, resolveObjective, SweepError, sweepTrials } from '@hypersweep/sweep'
import { describe, expect, test } from 'vitest'
import { networkObjective } from './network-objective.ts'
import { networkSpec } from './network-spec.ts'

/** Values that an option takes, from its definition alone. */
function valuesIn(option: Option): OptionValue[] {
  if (option.kind === 'flag') return [false, true]
  if (option.kind === 'choice') return [...option.choices]
  const { min, max } = option.range
  const probes = [min, max, (min + max) / 2, min + 0.5, min + 1, min + 2, 0, 0.25, 1, 2]
  const held = [...new Set(probes)].filter((value) => Number.isFinite(value) && isInRange(option.range, value))
  return option.kind === 'list' ? [held.toSorted((a, b) => a - b)] : held
}

/** Values just outside: a bound that is not included, or a step beyond it; each with the bound it breaks. */
function valuesOutside(option: Option): [value: OptionValue, told: string][] {
  if (option.kind === 'flag') return [['yes', 'true or false']]
  if (option.kind === 'choice') return [['none of them', option.choices.join(', ').replace(/, ([^,]*)$/, ' or $1')]]
  const { min, minIncluded, max, maxIncluded, whole } = option.range
  const numbers: [number, string][] = []
  if (Number.isFinite(min))
    numbers.push([minIncluded ? min - 1 : min, `${minIncluded ? 'at least' : 'more than'} ${min}`])
  if (Number.isFinite(max))
    numbers.push([maxIncluded ? max + 1 : max, `${maxIncluded ? 'at most' : 'less than'} ${max}`])
  if (whole) numbers.push([min + 0.5, 'whole number'])
  return option.kind === 'list' ? numbers.map(([value, told]) => [[value], told]) : numbers
}

/** What a schedule needs beside its name. */
function neededBy(name: string): JsonObject {
  const schedule = scheduleDefinitions.find((each) => each.name === name)!
  const missing = Object.entries(schedule.options).filter(([, option]) => !('default' in option))
  return Object.fromEntries(missing.map(([key, option]) => [key, valuesIn(option).at(-1)!]))
}

interface Sections {
  layer?: JsonObject
  training?: JsonObject
  parameters?: JsonObject
}

function sweepFile({ layer = { dense: 4 }, training = {}, parameters = {} }: Sections): string {
  const usual = { optimizer: 'sgd', epochs: 2, ...(!('learning_rate' in parameters) && { learning_rate: 0.1 }) }
  return JSON.stringify({
    name: 'every',
    method: 'grid',
    metric: { name: 'val_loss', goal: 'minimize' },
    parameters: { seed_axis: { values: [0, 1] }, ...parameters },
    data: { source: 'moons' },
    model: { layers: [layer, { dense: 2, bias: '$seed_axis' }] },
    training: { ...usual, ...training },
  })
}

/** The networks of a sweep file, each of them after its canonical form was read again and found the same. */
function networks(sections: Sections) {
  const { spec } = parseSweep(sweepFile(sections), networkObjective)
  const trials = sweepTrials(spec, networkObjective)
  return Array.from({ length: trials.count }, (_, number) => {
    const resolved = resolveObjective(spec.objective, trials.trial(number).params)
    const canonical = networkObjective.schema.parse(resolved) as ResolvedObjective
    expect(networkObjective.schema.parse(canonical)).toEqual(canonical)
    return networkSpec(canonical)
  })
}

function complaint(sections: Sections): string {
  try {
    parseSweep(sweepFile(sections), networkObjective)
  } catch (error) {
    if (error instanceof SweepError) return error.issues.map(({ message }) => message).join('\n')
    throw error
  }
  return 'nothing'
}

const layers = layerDefinitions.map((definition) => {
  const size = definition.size.kind === 'flag' ? true : 4
  return { definition, layer: { [definition.name]: size } as JsonObject }
})

describe.each(layers)('the layer $definition.name', ({ definition, layer }) => {
  const options = Object.entries(definition.options).map(([name, option]) => {
    const activation = activationDefinitions.find((each) => Object.hasOwn(each.options, name))
    return { name, option, owner: activation ? { ...layer, activation: activation.name } : layer }
  })

  test('has every option filled in', () => {
    const [network] = networks({ layer })
    const [filled] = network!.layers
    expect(Object.keys(filled!).toSorted()).toEqual([definition.name, ...Object.keys(optionsOf(filled!))].toSorted())
    expect(definitionOf(filled!)).toBe(definition)
  })

  test.each([{ name: definition.name, option: definition.size, owner: {} }, ...options])(
    '$name is swept over all of its range, and refused outside',
    ({ name, option, owner }) => {
      const values = valuesIn(option)
      const swept = { layer: { ...owner, [name]: '$axis' }, parameters: { axis: { values } } } as Sections
      expect(new Set(networks(swept).map((network) => network.layers[0]![name]))).toEqual(new Set(values))
      for (const [value, told] of valuesOutside(option)) {
        expect(complaint({ layer: { ...owner, [name]: value } as JsonObject })).toContain(told)
      }
    },
  )
})

const trainingOptions = [
  ...optimizerDefinitions.map(({ name, options }) => ({ owner: { optimizer: name } as JsonObject, name, options })),
  ...scheduleDefinitions.map((definition) => ({
    owner: { schedule: definition.name, warmup_epochs: 1, ...neededBy(definition.name) } as JsonObject,
    name: definition.name,
    options: scheduleOptions(definition),
  })),
  { owner: {} as JsonObject, name: 'regularisation', options: regularisationOptions },
].map((each) => ({ ...each, entries: Object.entries(each.options) }))

describe.each(trainingOptions)('$name', ({ owner, entries }) => {
  test('is trained with as it is', () => {
    expect(networks({ training: owner })).toHaveLength(2)
  })

  test.each(entries)('%s is an axis over all of its range, and refused outside', (name, option) => {
    const { [name]: _, ...training } = owner
    const values = valuesIn(option)
    // A list is no value of an axis.
    const swept =
      option.kind === 'list'
        ? { training: { ...training, [name]: values[0] as number[] } }
        : { training, parameters: { [name]: { values: values as number[] } } }
    const parts = networks(swept).map(({ optimizer, schedule, regularisation }): Record<string, unknown> => {
      return { ...optimizer, ...schedule, ...regularisation }
    })
    expect(new Set(parts.map((part) => JSON.stringify(part[name])))).toEqual(
      new Set(values.map((value) => JSON.stringify(value))),
    )
    for (const [value, told] of valuesOutside(option)) {
      expect(complaint({ training: { ...training, [name]: value as number } })).toContain(told)
    }
  })
})

test.each([
  ['optimizer', optimizerDefinitions.map(({ name }) => name)],
  ['loss', lossNames],
  ['label_smoothing', [0, 0.1]],
  ['learning_rate', [0.01, 1]],
  ['batch_size', [1, 64]],
  ['epochs', [1, 3]],
])('%s may be an axis', (name, values) => {
  const training = Object.fromEntries(Object.entries({ optimizer: 'sgd', epochs: 2 }).filter(([key]) => key !== name))
  const parameters = {
    [name]: { values: [...values] },
    ...(name !== 'learning_rate' && { learning_rate: { values: [0.1] } }),
  }
  const text = JSON.parse(sweepFile({ training, parameters })) as { training: JsonObject }
  text.training = training
  const { spec } = parseSweep(JSON.stringify(text), networkObjective)
  expect(sweepTrials(spec, networkObjective).count).toBe(2 * values.length)
})

test('the schedule may be an axis, where what any of them needs is given', () => {
  const schedules = scheduleDefinitions.map(({ name }) => name)
  const training = Object.assign({}, ...schedules.map(neededBy)) as JsonObject
  const all = networks({ training, parameters: { schedule: { values: schedules } } })
  expect(new Set(all.map(({ schedule }) => schedule.schedule))).toEqual(new Set(schedules))
})

test('options of one name have one kind and one range, whosever they are', () => {
  const all = [...optimizerDefinitions.map(({ options }) => options), ...scheduleDefinitions.map(scheduleOptions)]
  const kinds = new Map<string, string>()
  for (const [name, option] of all.flatMap((options) => Object.entries(options))) {
    const { default: _, meaning: __, needs: ___, ...kind } = option as Option & { default?: unknown; needs?: unknown }
    expect(kinds.get(name) ?? JSON.stringify(kind)).toBe(JSON.stringify(kind))
    kinds.set(name, JSON.stringify(kind))
  }
})
