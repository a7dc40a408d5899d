import {
  activationDefinitions,
  layerDefinitions,
  lossNames,
  optimizerDefinitions,
  scheduleDefinitions,
} from '@hypersweep/core'
import { expect, test } from 'vitest'
import { NETWORKS } from './networks.ts'

const specs = Object.values(NETWORKS).map(({ spec }) => spec)
const layers = specs.flatMap((spec) => spec.layers)

const initialisations = layerDefinitions.flatMap(({ options }) => {
  const init = options['init']
  return init?.kind === 'choice' ? init.choices : []
})

test.each([
  ['layer', layerDefinitions.map(({ name }) => name), layers.flatMap((layer) => Object.keys(layer))],
  ['activation', activationDefinitions.map(({ name }) => name), layers.map((layer) => layer['activation'])],
  ['initialisation', initialisations, layers.map((layer) => layer['init'])],
  ['loss', lossNames, specs.map(({ loss }) => loss.loss)],
  ['optimizer', optimizerDefinitions.map(({ name }) => name), specs.map(({ optimizer }) => optimizer.optimizer)],
  ['schedule', scheduleDefinitions.map(({ name }) => name), specs.map(({ schedule }) => schedule.schedule)],
])('every %s is in one of the networks', (_, all, used) => {
  expect(all.length).toBeGreaterThan(1)
  expect(all.filter((name) => !used.includes(name))).toEqual([])
})
