import type { RandomStream } from '@hypersweep/numbers'
import type { Kernels } from '../kernels/kernels.ts'
import type { Option, Options, OptionValues } from '../options/option.ts'
import type { Flow, Layer } from './layer.ts'

/** One entry of the sweep file's `layers:`, every option filled in: `{ dense: 128, activation: 'relu', dropout: 0, … }`. */
export type LayerSpec = OptionValues

/** What a layer is made of, beside its own options. */
export interface LayerContext {
  readonly kernels: Kernels
  /** `layers.3`: the prefix of its parameters' names. */
  readonly name: string
  /** Its place in the network, from 0. */
  readonly index: number
  /** The most rows of one pass. */
  readonly capacity: number
  /** [low and high word of the trial's seed, epoch, step]; see `Dropout` of the kernels. */
  readonly draw: Int32Array
  /** The random numbers of its initial weights; the same each time it is asked for. */
  initial(): RandomStream
  /** Zeros that the next layer wants around images. */
  readonly border: number
}

/**
 * A kind of layer: one file, one line in `layers/index.ts`. The sweep file, the checks and checkpoints follow from it.
 */
export interface LayerDefinition {
  /** The key that says in the sweep file which layer it is; its value is the layer's size. */
  readonly name: string
  /** What that value means. */
  readonly size: Option
  readonly options: Options
  /** Zeros that it wants around images; absent where it takes rows of numbers. */
  border?(spec: LayerSpec): number
  /** @throws CoreError LAYER_INPUT when it cannot take what comes before it */
  make(spec: LayerSpec, input: Flow, context: LayerContext): Layer
}
