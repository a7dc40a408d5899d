import { randomStream, seedKey } from '@hypersweep/numbers'
import type { Dataset } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import { isSparse, type Kernels, type Operations } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { LayerContext } from '../layers/definition.ts'
import { definitionOf } from '../layers/index.ts'
import type { BackwardPass, Flow, Layer, MatrixFlow, Pass } from '../layers/layer.ts'
import type { Parameter } from '../layers/parameter.ts'
import { checkOutput, checkSpec } from './check-spec.ts'
import { createHead } from './head.ts'
import { networkInput } from './input.ts'
import type { NetworkSpec } from './network-spec.ts'

export interface ModelSize {
  /** Features of one row: [features] or [height, width, channels]. */
  shape: readonly number[]
  classes: number
  /** The most rows of one pass. */
  capacity: number
  /** Whether the rows come without their zeros, as the data set lists them. */
  isSparse?: boolean
}

/** Rows of a data set, or of features alone. */
export type Rows = Pick<Dataset, 'features'> & Partial<Pick<Dataset, 'nonzeros' | 'labels'>>

/** A network with its arrays: all are made once, and every pass writes over the last one's. */
export interface Model {
  readonly kernels: Kernels
  /** Numbers of one row. */
  readonly inputs: number
  readonly classes: number
  readonly capacity: number
  readonly layers: readonly Layer[]
  /** In the order of the layers, weight before bias. */
  readonly parameters: readonly Parameter[]
  readonly buffers: readonly Parameter[]
  /** [low and high word of the seed, epoch, step]: the caller writes the last two before a pass that drops. */
  readonly draw: Int32Array
  /** [rows]: the caller writes them. */
  readonly labels: Int32Array
  /** [rows]: the loss of each row, and 1 where its likeliest class is its label. */
  readonly losses: Matrix
  readonly hits: Matrix
  /** [rows, classes] */
  readonly scores: Matrix
  /** Copies rows of a data set to where the first layer takes them from, and their labels where there are any. */
  fetch(data: Rows, rows: Uint32Array): void
  /** The program of a name: recorded when it is first asked for. */
  program(name: string, record: (operations: Operations) => void): () => void
  /** Record parts of a pass: rows to scores, scores to losses and hits, and the way back. */
  forward(operations: Operations, pass: Pass): void
  score(operations: Operations, rows: number): void
  backward(operations: Operations, pass: BackwardPass): void
}

/**
 * Builds a network with the initial weights of a seed: equal for all networks of that seed wherever a layer's place,
 * shape and initialisation agree.
 *
 * @throws CoreError OPTION, NAME, MODEL_OUTPUT or LAYER_INPUT for a spec that cannot be trained on this data
 */
export function createModel(spec: NetworkSpec, size: ModelSize, kernels: Kernels, seed: number): Model {
  checkSpec(spec)
  checkOutput(spec, size.classes)
  const { classes, capacity } = size
  const draw = kernels.integers(4)
  draw.set(seedKey(seed))
  const input = networkInput(kernels, size, borderOf(spec, 0))
  const layers = createLayers(spec, input.flow, { kernels, capacity, draw, seed })
  const labels = kernels.integers(capacity)
  const output = outputOf(layers)
  const head = createHead(kernels, spec.loss, { scores: output.values, gradient: output.gradient, labels })

  const programs = new Map<string, () => void>()

  return {
    kernels,
    inputs: size.shape.reduce((product, side) => product * side, 1),
    classes,
    capacity,
    layers,
    parameters: layers.flatMap((layer) => layer.parameters),
    buffers: layers.flatMap((layer) => layer.buffers),
    draw,
    labels,
    losses: head.losses,
    hits: head.hits,
    scores: output.values,

    fetch(data, rows) {
      input.fetch(data, rows)
      if (data.labels) for (let i = 0; i < rows.length; i++) labels[i] = data.labels[rows[i]]
    },
    program(name, record) {
      const made = programs.get(name) ?? kernels.program(record)
      programs.set(name, made)
      return made
    },
    forward(operations, pass) {
      input.record(operations, pass.rows)
      for (const layer of layers) layer.forward(operations, pass)
    },
    score: head.score,
    backward(operations, pass) {
      operations.panels(classes, pass.rows, [head.gradient(pass.rows), ...output.onGradient(pass)])
      for (const layer of layers.toReversed()) layer.backward(operations, pass)
    },
  }
}

interface LayerSetting extends Pick<LayerContext, 'kernels' | 'capacity' | 'draw'> {
  seed: number
}

function createLayers(spec: NetworkSpec, input: Flow, { seed, ...setting }: LayerSetting): Layer[] {
  const layers: Layer[] = []
  spec.layers.forEach((layer, index) => {
    const context: LayerContext = {
      ...setting,
      name: `layers.${index}`,
      index,
      border: borderOf(spec, index + 1) ?? 0,
      initial: () => randomStream(seed, 'init', index),
    }
    layers.push(definitionOf(layer).make(layer, layers.at(-1)?.output ?? input, context))
  })
  return layers
}

/** Zeros around images that the layer at a place wants; undefined where it takes no images. */
function borderOf({ layers }: NetworkSpec, index: number): number | undefined {
  const layer = layers[index]
  return layer && definitionOf(layer).border?.(layer)
}

/** The last layer's scores: a row of numbers, whose count was checked. */
function outputOf(layers: readonly Layer[]): MatrixFlow & { values: Matrix; gradient: Matrix } {
  const output = layers.at(-1)!.output
  if (output.kind === 'matrix' && output.gradient && !isSparse(output.values)) {
    return { ...output, values: output.values, gradient: output.gradient }
  }
  throw new CoreError(
    'MODEL_OUTPUT',
    'The last layer puts out images.',
    'Write `- { dense: … }` with a unit per class.',
  )
}
