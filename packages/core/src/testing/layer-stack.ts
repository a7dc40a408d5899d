import { randomStream, seedKey } from '@hypersweep/numbers'
import { formula } from '../formula/index.ts'
import type { Images } from '../kernels/images.ts'
import type { Kernels } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import { definitionOf, type LayerSpec } from '../layers/index.ts'
import type { BackwardPass, Flow, Layer, Pass } from '../layers/layer.ts'
import type { Parameter } from '../layers/parameter.ts'

/** Layers one behind the other on an input whose gradient is asked for, which a network's is not. */
export interface LayerStack {
  readonly input: Flow
  readonly output: Flow
  parameter(name: string): Parameter
  forward(pass: Pass): void
  /** From the gradient by the output to those of the parameters and of the input. */
  backward(): void
}

/** @param behind  what would come next: its border is left around the output */
export function layerStack(
  kernels: Kernels,
  specs: readonly LayerSpec[],
  input: Matrix | Images,
  behind?: LayerSpec,
): LayerStack {
  const rows = 'capacity' in input ? input.capacity : input.rows
  const draw = kernels.integers(4)
  draw.set(seedKey(1))
  const layers: Layer[] = []
  const inputFlow = flowOf(kernels, input)
  for (const [index, spec] of specs.entries()) {
    const next = specs[index + 1] ?? behind
    const border = (next && definitionOf(next).border?.(next)) ?? 0
    const initial = () => randomStream(1, 'init', index)
    const context = { kernels, name: `layers.${index}`, index, capacity: rows, draw, border, initial }
    layers.push(definitionOf(spec).make(spec, layers.at(-1)?.output ?? inputFlow, context))
  }
  const output = layers.at(-1)!.output
  return {
    input: inputFlow,
    output,
    parameter: (name) =>
      layers.flatMap(({ parameters, buffers }) => [...parameters, ...buffers]).find((each) => each.name === name)!,
    forward(pass) {
      kernels.program((operations) => {
        for (const layer of layers) layer.forward(operations, pass)
      })()
    },
    backward() {
      const pass = keepingPass(kernels, rows)
      kernels.program((operations) => {
        if (output.kind === 'matrix') operations.panels(output.gradient!.columns, rows, output.onGradient(pass))
        for (const layer of layers.toReversed()) layer.backward(operations, pass)
      })()
    },
  }
}

/** A pass in which all gradients are kept. */
function keepingPass(kernels: Kernels, rows: number): BackwardPass {
  return {
    rows,
    isTraining: true,
    drops: true,
    takeBlock: ({ gradient }) => [kernels.formula(keep, { block: kernels.tile, gradient })],
    takeColumns: () => [],
    takeWhole: () => undefined,
  }
}

const keep = formula('keep', ({ tile }) => ({ gradient: tile('block') }))

function flowOf(kernels: Kernels, values: Matrix | Images): Flow {
  if ('capacity' in values) {
    const gradient = kernels.images(values.capacity, values)
    return { kind: 'images', values, gradient }
  }
  const gradient = kernels.matrix(values.rows, values.columns)
  return { kind: 'matrix', values, gradient, mayHaveZeros: false, onGradient: () => [] }
}
