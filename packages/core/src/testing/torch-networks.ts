import type { Kernels } from '../kernels/kernels.ts'
import { exactValues } from './exact-values.ts'
import { layerStack } from './layer-stack.ts'
import { denseSpec } from './tiny-spec.ts'
import { type Compared, convSpec, gradient, type LayerCase, scoredStack, withMask, write } from './torch-passes.ts'
import { filters, flowValues, imagesOf, matrixOf, reordered, type Tensor, turned } from './torch-tensors.ts'

/** A convolution and everything behind it, a dense layer, and the loss. */
export function cnnCase(kernels: Kernels, { inputs, constants, outputs, grads }: LayerCase): Compared {
  const specs = [
    convSpec(3, { kernel: 3, padding: 1, batch_norm: true, activation: 'relu', pool: 2 }),
    denseSpec(5, 'identity'),
  ]
  const stack = layerStack(kernels, specs, imagesOf(kernels, inputs['x'], 1))
  // Theirs flattens [channel, y, x], ours [y, x, channel].
  const flat = ({ data }: Tensor) => reordered(data, [5, 3, 3, 3], [2, 3, 1, 0])
  write(stack, 'layers.0.weight', filters(inputs['conv.weight']))
  write(stack, 'layers.0.bias', inputs['conv.bias'].data)
  write(stack, 'layers.0.scale', inputs['bn.weight'].data)
  write(stack, 'layers.0.shift', inputs['bn.bias'].data)
  write(stack, 'layers.1.weight', flat(inputs['fc.weight']))
  write(stack, 'layers.1.bias', inputs['fc.bias'].data)
  const scored = scoredStack(kernels, stack, constants['labels'])
  return [
    ['loss', [scored.loss], outputs['loss'].data],
    ['logits', scored.logits, outputs['logits'].data],
    ['gradient by x', flowValues(stack.input, 'gradient'), grads['x'].data],
    ['gradient by W of the convolution', gradient(stack, 'layers.0.weight'), filters(grads['conv.weight'])],
    ['gradient by its b', gradient(stack, 'layers.0.bias'), grads['conv.bias'].data],
    ['gradient by scale', gradient(stack, 'layers.0.scale'), grads['bn.weight'].data],
    ['gradient by shift', gradient(stack, 'layers.0.shift'), grads['bn.bias'].data],
    ['gradient by W', gradient(stack, 'layers.1.weight'), flat(grads['fc.weight'])],
    ['gradient by b', gradient(stack, 'layers.1.bias'), grads['fc.bias'].data],
    ['running mean', exactValues(stack.parameter('layers.0.running_mean')), outputs['runningMeanAfter'].data],
    ['running variance', exactValues(stack.parameter('layers.0.running_variance')), outputs['runningVarAfter'].data],
  ]
}

/** Two dense layers with batch norm and dropout, the loss, and weight decay. */
export function mlpCase(kernels: Kernels, { inputs, constants, outputs, grads }: LayerCase): Compared {
  const specs = [denseSpec(6, 'tanh', { batch_norm: true, dropout: 0.25 }), denseSpec(3, 'identity')]
  const stack = layerStack(withMask(kernels, constants['mask'], 0.25), specs, matrixOf(kernels, inputs['x']))
  const decay = 0.01
  const weights = [turned(inputs['l1.weight']), turned(inputs['l2.weight'])]
  write(stack, 'layers.0.weight', weights[0])
  write(stack, 'layers.0.bias', inputs['l1.bias'].data)
  write(stack, 'layers.0.scale', inputs['bn.weight'].data)
  write(stack, 'layers.0.shift', inputs['bn.bias'].data)
  write(stack, 'layers.1.weight', weights[1])
  write(stack, 'layers.1.bias', inputs['l2.bias'].data)
  const scored = scoredStack(kernels, stack, constants['labels'])
  // Their loss has the weight decay in it; ours adds it in the update, whose tests have it.
  const penalty = (decay / 2) * weights.flat().reduce((sum, weight) => sum + weight * weight, 0)
  const decayed = (name: string, of: readonly number[]) => gradient(stack, name).map((g, i) => g + decay * of[i])
  return [
    ['loss', [scored.loss + penalty], outputs['loss'].data],
    ['logits', scored.logits, outputs['logits'].data],
    ['gradient by x', flowValues(stack.input, 'gradient'), grads['x'].data],
    ['gradient by W of the first layer', decayed('layers.0.weight', weights[0]), turned(grads['l1.weight'])],
    ['gradient by its b', gradient(stack, 'layers.0.bias'), grads['l1.bias'].data],
    ['gradient by scale', gradient(stack, 'layers.0.scale'), grads['bn.weight'].data],
    ['gradient by shift', gradient(stack, 'layers.0.shift'), grads['bn.bias'].data],
    ['gradient by W', decayed('layers.1.weight', weights[1]), turned(grads['l2.weight'])],
    ['gradient by b', gradient(stack, 'layers.1.bias'), grads['l2.bias'].data],
  ]
}
