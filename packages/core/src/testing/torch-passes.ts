import { formula, mul } from '../formula/index.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { fillRowMajor, type Matrix } from '../kernels/matrix.ts'
import type { LayerSpec } from '../layers/index.ts'
import { createHead } from '../model/head.ts'
import { exactValues } from './exact-values.ts'
import type { LayerStack } from './layer-stack.ts'
import { denseSpec } from './tiny-spec.ts'
import { fillImages, flowValues, matrixOf, meanOf, type Tensor, valuesOf } from './torch-tensors.ts'

/** A case of the oracles' files. */
export interface LayerCase {
  name: string
  settings: Record<string, number>
  inputs: Record<string, Tensor>
  constants: Record<string, Tensor>
  gradOutput?: Tensor
  outputs: Record<string, Tensor>
  grads: Record<string, Tensor>
}

/** Values that ours have to equal, each with its name. */
export type Compared = [name: string, ours: readonly number[], theirs: readonly number[]][]

export function thereAndBack(stack: LayerStack, y: Tensor, gradX: Tensor, gradOutput: Tensor): Compared {
  stack.forward({ rows: y.shape[0], isTraining: true, drops: true })
  const forward: Compared[number] = ['y', flowValues(stack.output), y.data]
  fillGradient(stack, gradOutput)
  stack.backward()
  return [forward, ['gradient by x', flowValues(stack.input, 'gradient'), gradX.data]]
}

/** Forward, loss, and back. */
export function scoredStack(kernels: Kernels, stack: LayerStack, labels: Tensor) {
  stack.forward({ rows: labels.data.length, isTraining: true, drops: true })
  const logits = flowValues(stack.output)
  const scores = stack.output.values as Matrix
  const head = lossOf(kernels, scores, labels, { loss: 'cross_entropy', label_smoothing: 0 })
  ;(stack.output.gradient as Matrix).values.set(head.gradient.values)
  stack.backward()
  return { logits, loss: head.loss }
}

export function lossOf(kernels: Kernels, scores: Matrix, { data }: Tensor, spec: Parameters<typeof createHead>[1]) {
  const { rows, columns } = scores
  const labels = kernels.integers(rows)
  labels.set(data)
  const gradientOfLoss = kernels.matrix(rows, columns)
  const head = createHead(kernels, spec, { scores, gradient: gradientOfLoss, labels })
  kernels.program((operations) => {
    head.score(operations, rows)
    operations.panels(columns, rows, [head.gradient(rows)])
  })()
  return { loss: meanOf(valuesOf(head.losses)), gradient: gradientOfLoss }
}

/** Kernels whose dropout keeps the units of a mask. */
export function withMask(kernels: Kernels, { shape, data }: Tensor, p: number): Kernels {
  const mask = matrixOf(kernels, { shape, data: data.map((keeps) => keeps / (1 - p)) })
  const multiply = formula('given mask', ({ stream }) => ({ to: mul(stream('from'), stream('mask')) }))
  return { ...kernels, dropout: ({ from, to }) => kernels.formula(multiply, { from, to, mask }) }
}

export function convSpec(channels: number, given: LayerSpec): LayerSpec {
  const { dense: _, ...unit } = denseSpec(channels, 'identity')
  return { ...unit, conv: channels, stride: 1, padding: 0, pool: 0, ...given }
}

export function write(stack: LayerStack, name: string, values: ArrayLike<number>): void {
  const parameter = stack.parameter(name)
  parameter.write(values, parameter.values)
}

export function gradient(stack: LayerStack, name: string): number[] {
  const parameter = stack.parameter(name)
  return exactValues(parameter, parameter.gradient)
}

export function fillGradient({ output }: LayerStack, { data }: Tensor): void {
  if (output.kind === 'images') fillImages(output.gradient!, data)
  else fillRowMajor(output.gradient!, data)
}
