import { activationDefinitions } from '../activations/index.ts'
import { CoreError } from '../errors.ts'
import type { Options } from '../options/option.ts'
import { conv } from './conv.ts'
import type { LayerDefinition, LayerSpec } from './definition.ts'
import { dense } from './dense.ts'
import { flattenLayer } from './flatten.ts'
import { maxout } from './maxout.ts'
import { averagePool, maxPool } from './pool.ts'

export type { LayerDefinition, LayerSpec } from './definition.ts'
export { usualInit } from './layer-options.ts'

/** Every kind of layer. A new one is a file beside these and a line here. */
export const layerDefinitions: readonly LayerDefinition[] = [dense, maxout, conv, maxPool, averagePool, flattenLayer]

/** @throws CoreError NAME when it is none of ours */
export function definitionOf(layer: LayerSpec): LayerDefinition {
  const found = layerDefinitions.find(({ name }) => Object.hasOwn(layer, name))
  if (found) return found
  const names = layerDefinitions.map(({ name }) => name).join(', ')
  throw new CoreError('NAME', `The layer ${JSON.stringify(layer)} is of no kind.`, `Say which with one of ${names}.`)
}

/** The options that act in a layer: those of its kind, but of the activations' only the chosen one's. */
export function optionsOf(layer: LayerSpec): Options {
  const others = activationDefinitions.filter(({ name }) => name !== layer['activation'])
  const idle = new Set(others.flatMap(({ options }) => Object.keys(options)))
  const acting = Object.entries(definitionOf(layer).options).filter(([name]) => !idle.has(name))
  return Object.fromEntries(acting)
}
