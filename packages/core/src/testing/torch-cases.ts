import type { Kernels } from '../kernels/kernels.ts'
import { losses } from '../losses/index.ts'
import { createSoftmax } from '../model/softmax.ts'
import { exactValues } from './exact-values.ts'
import { layerStack } from './layer-stack.ts'
import { denseSpec } from './tiny-spec.ts'
import { cnnCase, mlpCase } from './torch-networks.ts'
import {
  type Compared,
  convSpec,
  gradient,
  type LayerCase,
  lossOf,
  thereAndBack,
  withMask,
  write,
} from './torch-passes.ts'
import {
  columnSums,
  filters,
  flowValues,
  imagesOf,
  matrixOf,
  meanOf,
  reordered,
  type Tensor,
  turned,
  valuesOf,
} from './torch-tensors.ts'

/** Training passes on the cases' tensors; each gives what it computed beside what PyTorch did. */
export const torchCases: Record<string, (kernels: Kernels, oracle: LayerCase) => Compared> = {
  linear: linearCase,
  linear_nobias: linearCase,
  softmax: softmaxCase,
  cross_entropy: (kernels, oracle) => labelledLoss(kernels, oracle, 'cross_entropy', 'logits'),
  cross_entropy_smoothing: (kernels, oracle) => labelledLoss(kernels, oracle, 'cross_entropy', 'logits'),
  cross_entropy_large: (kernels, oracle) => labelledLoss(kernels, oracle, 'cross_entropy', 'logits'),
  multiclass_svm: (kernels, oracle) => labelledLoss(kernels, oracle, 'hinge', 'scores'),
  mse: squaredErrorCase,
  batchnorm1d_train: batchNormCase,
  batchnorm1d_eval: batchNormCase,
  batchnorm2d_train: batchNormCase,
  batchnorm2d_eval: batchNormCase,
  conv2d_k3_s1_p0: convCase,
  conv2d_k3_s1_p1: convCase,
  conv2d_k3_s2_p0: convCase,
  conv2d_k3_s2_p1: convCase,
  conv2d_k1_s1_p0: convCase,
  conv2d_k2_s2_p0_nobias: convCase,
  conv2d_k5_s1_p2: convCase,
  maxpool_2x2: poolCase,
  maxpool_2x2_odd: poolCase,
  maxpool_3x3_s2: poolCase,
  maxpool_2x2_ties: poolCase,
  avgpool_2x2: poolCase,
  avgpool_3x3_s2_p1: poolCase,
  dropout_given_mask: dropoutCase,
  maxout: maxoutCase,
  cnn_block: cnnCase,
  mlp_block: mlpCase,
}

function linearCase(kernels: Kernels, { inputs, outputs, grads, gradOutput }: LayerCase): Compared {
  const [x, units] = [matrixOf(kernels, inputs['x']), inputs['weight'].shape[0]]
  const stack = layerStack(kernels, [denseSpec(units, 'identity')], x)
  write(stack, 'layers.0.weight', turned(inputs['weight']))
  write(stack, 'layers.0.bias', inputs['bias']?.data ?? Array(units).fill(0))
  return [
    ...thereAndBack(stack, outputs['y'], grads['x'], gradOutput!),
    ['gradient by W', gradient(stack, 'layers.0.weight'), turned(grads['weight'])],
    ['gradient by b', gradient(stack, 'layers.0.bias'), grads['bias']?.data ?? columnSums(gradOutput!)],
  ]
}

function softmaxCase(kernels: Kernels, { inputs, outputs }: LayerCase): Compared {
  const x = matrixOf(kernels, inputs['x'])
  const softmax = createSoftmax(kernels, x)
  kernels.program((operations) => softmax.record(operations, x.rows))()
  return [['y', valuesOf(softmax.probabilities), outputs['y'].data]]
}

function labelledLoss(
  kernels: Kernels,
  { settings, inputs, constants, outputs, grads }: LayerCase,
  loss: 'cross_entropy' | 'hinge',
  name: string,
): Compared {
  const scores = matrixOf(kernels, inputs[name])
  const smoothing = settings['labelSmoothing'] ?? 0
  const head = lossOf(kernels, scores, constants['labels'], { loss, label_smoothing: smoothing })
  return [
    ['loss', [head.loss], outputs['loss'].data],
    ['gradient', valuesOf(head.gradient), grads[name].data],
  ]
}

function squaredErrorCase(kernels: Kernels, { inputs, constants, outputs, grads }: LayerCase): Compared {
  const [scores, targets] = [matrixOf(kernels, inputs['y']), matrixOf(kernels, constants['target'])]
  const { rows, columns } = scores
  const [lossRow, gradientOfLoss] = [kernels.matrix(1, rows), kernels.matrix(rows, columns)]
  const isClass = kernels.matrix(1, columns)
  isClass.values.fill(1, 0, columns)
  const arrays = { scores, targets, losses: lossRow, gradient: gradientOfLoss, isClass }
  const loss = losses.mse(kernels, arrays)
  kernels.program((operations) => {
    loss.record(operations, rows)
    operations.panels(columns, rows, [loss.gradient(rows)])
  })()
  return [
    ['loss', [meanOf(valuesOf(lossRow))], outputs['loss'].data],
    ['gradient', valuesOf(gradientOfLoss), grads['y'].data],
  ]
}

/** Batch norm alone is a layer of batch norm whose weights change nothing. */
function batchNormCase(
  kernels: Kernels,
  { settings, inputs, constants, outputs, grads, gradOutput }: LayerCase,
): Compared {
  const { shape } = inputs['x']
  const units = shape[1]
  const identity = Array.from({ length: units * units }, (_, i) => (i % (units + 1) === 0 ? 1 : 0))
  const isImages = shape.length === 4
  const spec = isImages
    ? convSpec(units, { kernel: 1, batch_norm: true })
    : denseSpec(units, 'identity', { batch_norm: true })
  const stack = layerStack(kernels, [spec], isImages ? imagesOf(kernels, inputs['x']) : matrixOf(kernels, inputs['x']))
  write(stack, 'layers.0.weight', identity)
  write(stack, 'layers.0.scale', inputs['weight'].data)
  write(stack, 'layers.0.shift', inputs['bias'].data)
  write(stack, 'layers.0.running_mean', constants['runningMean'].data)
  write(stack, 'layers.0.running_variance', constants['runningVar'].data)
  if ((settings['mode'] as unknown) === 'eval') {
    stack.forward({ rows: shape[0], isTraining: false, drops: false })
    return [['y', flowValues(stack.output), outputs['y'].data]]
  }
  return [
    ...thereAndBack(stack, outputs['y'], grads['x'], gradOutput!),
    ['gradient by scale', gradient(stack, 'layers.0.scale'), grads['weight'].data],
    ['gradient by shift', gradient(stack, 'layers.0.shift'), grads['bias'].data],
    ['running mean', exactValues(stack.parameter('layers.0.running_mean')), outputs['runningMeanAfter'].data],
    ['running variance', exactValues(stack.parameter('layers.0.running_variance')), outputs['runningVarAfter'].data],
  ]
}

function convCase(kernels: Kernels, { settings, inputs, outputs, grads, gradOutput }: LayerCase): Compared {
  const units = inputs['weight'].shape[0]
  const { kernel, stride, padding } = settings
  const x = imagesOf(kernels, inputs['x'], padding)
  const stack = layerStack(kernels, [convSpec(units, { kernel, stride, padding })], x)
  write(stack, 'layers.0.weight', filters(inputs['weight']))
  write(stack, 'layers.0.bias', inputs['bias']?.data ?? Array(units).fill(0))
  return [
    ...thereAndBack(stack, outputs['y'], grads['x'], gradOutput!),
    ['gradient by W', gradient(stack, 'layers.0.weight'), filters(grads['weight'])],
    ...(grads['bias'] ? ([['gradient by b', gradient(stack, 'layers.0.bias'), grads['bias'].data]] as Compared) : []),
  ]
}

function poolCase(kernels: Kernels, { name, settings, inputs, outputs, grads, gradOutput }: LayerCase): Compared {
  const { kernel, stride, padding = 0 } = settings
  const spec = name.startsWith('max') ? { max_pool: kernel, stride } : { avg_pool: kernel, stride, padding }
  const stack = layerStack(kernels, [spec], imagesOf(kernels, inputs['x'], padding))
  return thereAndBack(stack, outputs['y'], grads['x'], gradOutput!)
}

function dropoutCase(
  kernels: Kernels,
  { settings, inputs, constants, outputs, grads, gradOutput }: LayerCase,
): Compared {
  const units = inputs['x'].shape[1]
  const masked = withMask(kernels, constants['mask'], settings['p'])
  const spec = denseSpec(units, 'identity', { dropout: settings['p'] })
  const stack = layerStack(masked, [spec], matrixOf(kernels, inputs['x']))
  write(
    stack,
    'layers.0.weight',
    Array.from({ length: units * units }, (_, i) => (i % (units + 1) === 0 ? 1 : 0)),
  )
  return thereAndBack(stack, outputs['y'], grads['x'], gradOutput!)
}

function maxoutCase(kernels: Kernels, { settings, inputs, outputs, grads, gradOutput }: LayerCase): Compared {
  const { units, pieces } = settings
  const spec = { maxout: units, pieces, batch_norm: false, dropout: 0, init: 'zeros', bias: 0 }
  const stack = layerStack(kernels, [spec], matrixOf(kernels, inputs['x']))
  // Theirs is [unit, piece, input], ours [input, piece, unit].
  const ours = ({ data }: Tensor) => reordered(data, [units, pieces, data.length / units / pieces], [2, 1, 0])
  write(stack, 'layers.0.weight', ours(inputs['weight']))
  write(stack, 'layers.0.bias', ours(inputs['bias']))
  return [
    ...thereAndBack(stack, outputs['y'], grads['x'], gradOutput!),
    ['gradient by W', gradient(stack, 'layers.0.weight'), ours(grads['weight'])],
    ['gradient by b', gradient(stack, 'layers.0.bias'), ours(grads['bias'])],
  ]
}
