import { readFileSync } from 'node:fs'
import { networkObjective } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { SWEEP_SCHEMA, sweepSchemaText } from './sweep-schema.ts'
import { exampleFiles, yamlBlocks } from './yaml-blocks.ts'

const written = readFileSync(SWEEP_SCHEMA, 'utf8')
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
const validate = ajv.compile(JSON.parse(written))

/** What a validator that we did not write finds wrong. */
function complaints(text: string): string[] {
  validate(parse(text))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('sweep.schema.json is what the schemas that read a sweep file say', () => {
  expect(written, `Write it anew: npx --yes pnpm@12 reference`).toBe(sweepSchemaText())
})

test.each([...exampleFiles, ...yamlBlocks])('the sweep file in %s is valid for an editor', (_, text) => {
  expect(complaints(text)).toEqual([])
})

const GOOD = `name: good
method: grid
parameters:
  learning_rate: [0.1, 0.2]
  momentum: { type: float, low: 0.5, high: 0.9, step: 0.1 }
  hidden: { distribution: q_log_uniform_values, min: 8, max: 64, q: 8 }
  kind: { values: [relu, tanh] }
  epochs: { value: 3 }
data: { source: spirals, validation: 0.2, test: 30 }
model:
  layers:
    - { dense: $hidden, activation: $kind, dropout: 0.5 }
    - { dense: 3 }
training: { optimizer: momentum, schedule: multi_step, milestones: [1, 2], lr_decay: 0.5 }
`

test('every form of an axis, and references in the place of values, are valid', () => {
  expect(complaints(GOOD)).toEqual([])
  expect(parseSweep(GOOD, networkObjective).spec.name).toBe('good')
})

test.each([
  ['an unknown key', 'method: grid', 'method: grid\nmetod: grid'],
  ['a method of a later version', 'method: grid', 'method: tpe'],
  ['a name with a space', 'name: good', 'name: no good'],
  ['random search without an end', 'method: grid', 'method: random'],
  ['a metric without a goal', 'method: grid', 'method: grid\nmetric: { name: val_loss }'],
  ['a seed that is not whole', 'method: grid', 'method: grid\nseed: 1.5'],
  ['no trial at all', 'method: grid', 'method: grid\nrun_cap: 0'],
  ['too many votes', 'method: grid', 'method: grid\nensemble: { size: 5000 }'],
  ['a kind of checkpoint that is not there', 'method: grid', 'method: grid\ncheckpoints: { keep: none }'],
  ['an axis without values', '[0.1, 0.2]', '[]'],
  ['an axis that says a value twice', '[0.1, 0.2]', '[0.1, 0.1]'],
  ['an axis of mappings', '[0.1, 0.2]', '[{ a: 1 }]'],
  ['an axis with one end', '{ value: 3 }', '{ min: 3 }'],
  ['an axis that is no axis', '{ value: 3 }', '3'],
  ['a distribution that is not there', 'q_log_uniform_values', 'log_uniform'],
  ['a logarithm of nothing', 'min: 8', 'min: 0'],
  ['a step on a form that has none', '{ value: 3 }', '{ value: 3, q: 1 }'],
  ['a type that is not there', 'type: float', 'type: double'],
  ['a bad name of an axis', '  hidden:', '  1hidden:'],
  ['data that is not there', 'source: spirals', 'source: circles'],
  ['data without a source', 'source: spirals, ', ''],
  ['a key of other data', 'source: spirals', 'source: spirals, label: species'],
  ['no part of the rows', 'validation: 0.2', 'validation: 1.5'],
  ['a network without layers', /layers:\n.*\n.*3 \}/s, 'layers: []'],
  ['a layer of no kind', '{ dense: 3 }', '{ units: 3 }'],
  ['a misspelt key of a layer', 'dropout: 0.5', 'dropuot: 0.5'],
  ['a share above 1', 'dropout: 0.5', 'dropout: 1.5'],
  ['an activation that is not there', 'activation: $kind', 'activation: relu6'],
  ['an optimizer that is not there', 'optimizer: momentum', 'optimizer: lion'],
  ['a misspelt key of training', 'lr_decay', 'lrdecay'],
  ['a text for a number', 'lr_decay: 0.5', 'lr_decay: half'],
  ['a number of epochs that stands nowhere', '  epochs: { value: 3 }\n', ''],
])('%s is refused, by the schema as by `check`', (_, good, bad) => {
  const text = GOOD.replace(good, bad)
  expect(text).not.toBe(GOOD)
  expect(complaints(text)).not.toEqual([])
  expect(() => parseSweep(text, networkObjective)).toThrow(/./)
})

test('an option says what it means, what it takes and what is usual, where that is the same for all', () => {
  const { training } = JSON.parse(written).properties
  const share = { type: 'number', minimum: 0, exclusiveMaximum: 1 }
  expect(training.properties.momentum).toEqual({
    description: expect.stringMatching(/./),
    anyOf: [share, { $ref: '#/definitions/reference' }],
  })
  expect(training.properties.label_smoothing).toMatchObject({ default: 0 })
  expect(training.properties.warmup_epochs).toMatchObject({ default: 0, description: expect.stringMatching(/./) })
})
