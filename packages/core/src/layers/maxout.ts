import { createActivation } from '../activations/index.ts'
import { equal, type Formula, formula, max, select, type Value } from '../formula/index.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { type Matrix, offsetOf, PANEL_COLUMNS, panelsOf } from '../kernels/matrix.ts'
import { count, number } from '../options/option.ts'
import { addBias } from './activation.ts'
import { batchNorm } from './batch-norm.ts'
import type { LayerContext, LayerDefinition, LayerSpec } from './definition.ts'
import { dropoutStages } from './dropout.ts'
import { flattened } from './flatten.ts'
import { type InitName, initialWeights } from './initial-weights.ts'
import { unitOptions } from './layer-options.ts'
import { type Parameter, weight } from './parameter.ts'
import { productPart } from './product.ts'
import { chain, type StageMaker } from './stage.ts'

/**
 * Maxout: each unit is the largest of several sums, so that it learns its own activation, convex and piecewise linear.
 *
 *     z_q = x·W_q + b_q      out = max over the pieces q of z_q      the gradient goes to the first largest
 *
 * x [rows, inputs], W [inputs, pieces, units], b [pieces, units], out [rows, units]; batch norm and dropout follow.
 *
 * Source: Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389.
 */
export const maxout: LayerDefinition = {
  name: 'maxout',
  size: number(count, 'the number of units'),
  options: {
    pieces: number({ ...count, min: 2, max: 16, maxIncluded: true }, 'sums for each unit', 2),
    ...unitOptions,
  },

  make(spec, flow, context) {
    const { kernels, name, capacity } = context
    return flattened(flow, context, (input) => {
      const [units, pieces] = [spec['maxout'] as number, spec['pieces'] as number]
      const inputs = input.values.columns
      const weights = inPieces(kernels, `${name}.weight`, inputs, units, pieces)
      const bias = inPieces(kernels, `${name}.bias`, 1, units, pieces)
      const fans = { fanIn: inputs, fanOut: units }
      const drawn = initialWeights(spec['init'] as InitName, fans, inputs * pieces * units, context.initial())
      weights.write(drawn, weights.values)
      bias.write(new Float32Array(pieces * units).fill(spec['bias'] as number), bias.values)

      const product = productPart(kernels, input, { weights, capacity, gradientMayHaveZeros: true })
      const sums = chain(product.values, [addBias(kernels, bias)])
      const [largest, gradient] = [kernels.matrix(capacity, units), kernels.matrix(capacity, units)]
      const rest = chain(largest, stagesBehind(spec, units, context))
      const views = {
        ...piecesOf(product.values, units, pieces, 'z'),
        ...piecesOf(product.gradient, units, pieces, 'g'),
      }
      const [up, down] = [largestOf(pieces), gradientOf(pieces)]
      return {
        parameters: [weights, bias, ...rest.parameters],
        buffers: rest.buffers,
        output: {
          kind: 'matrix',
          values: rest.output,
          gradient,
          mayHaveZeros: spec['dropout'] !== 0,
          onGradient: (pass) => [...rest.backward(pass, gradient), kernels.formula(down, { ...views, gradient })],
        },
        forward(operations, pass) {
          product.forward(operations, pass.rows, sums.forward(pass))
          operations.panels(units, pass.rows, [kernels.formula(up, { ...views, y: largest }), ...rest.forward(pass)])
        },
        backward(operations, pass) {
          operations.panels(product.gradient.columns, pass.rows, sums.backward(pass, product.gradient))
          product.backward(operations, pass)
        },
      }
    })
  },
}

function stagesBehind(spec: LayerSpec, units: number, context: LayerContext): StageMaker[] {
  const { kernels, name } = context
  const activation = createActivation('identity')
  const norm = spec['batch_norm'] === true ? [batchNorm(kernels, { name, units, activation })] : []
  return [...norm, ...dropoutStages(spec, false, context)]
}

/** Weights or biases [rows, pieces, units], the pieces side by side, each in panels of its own. */
function inPieces(kernels: Kernels, name: string, rows: number, units: number, pieces: number): Parameter {
  const width = panelsOf(units) * PANEL_COLUMNS
  const columnOf = (i: number) => width * Math.floor(i / units) + (i % units)
  const each = (matrix: Matrix, visit: (place: number, i: number) => void) => {
    for (let i = 0; i < rows * pieces * units; i++) {
      visit(offsetOf(matrix, Math.floor(i / (pieces * units)), columnOf(i % (pieces * units))), i)
    }
  }
  return {
    ...weight(kernels, name, rows, pieces * width),
    shape: rows === 1 ? [pieces, units] : [rows, pieces, units],
    isWeight: rows > 1,
    read(from) {
      const values = new Float32Array(rows * pieces * units)
      each(from, (place, i) => (values[i] = from.values[place]))
      return values
    },
    write: (from, to) => each(to, (place, i) => (to.values[place] = from[i])),
  }
}

/** The matrices of the pieces by name: z0, z1 … */
function piecesOf(all: Matrix, units: number, pieces: number, letter: string): Record<string, Matrix> {
  const length = panelsOf(units) * all.stride * PANEL_COLUMNS
  const piece = (q: number) => ({ ...all, columns: units, values: all.values.subarray(q * length, (q + 1) * length) })
  return Object.fromEntries(Array.from({ length: pieces }, (_, q) => [`${letter}${q}`, piece(q)]))
}

function largestOf(pieces: number): Formula {
  return formula('maxout', ({ stream }) => ({ y: maximum(stream, pieces) }))
}

function maximum(stream: (name: string) => Value, pieces: number): Value {
  return Array.from({ length: pieces }, (_, q) => stream(`z${q}`)).reduce((y, z) => max(y, z))
}

/** The gradient to the first of the largest pieces, 0 to the others. */
function gradientOf(pieces: number): Formula {
  return formula('gradient of maxout', ({ stream }) => {
    const y = maximum(stream, pieces)
    const gradients: Record<string, Value> = {}
    let left = stream('gradient')
    for (let q = 0; q < pieces; q++) {
      const isLargest = equal(stream(`z${q}`), y)
      gradients[`g${q}`] = select(isLargest, left, 0)
      left = select(isLargest, 0, left)
    }
    return gradients
  })
}
