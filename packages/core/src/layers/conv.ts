import { count, countOrNone, number } from '../options/option.ts'
import { convolution, pooledConvolution } from './convolution.ts'
import type { LayerContext, LayerDefinition, LayerSpec } from './definition.ts'
import { takenImages } from './image-input.ts'
import { chainImages, type ImageStageMaker } from './image-stage.ts'
import { imageActivation, imageBatchNorm, imageMaxPool, spatialDropout } from './image-stages.ts'
import type { InitName } from './initial-weights.ts'
import { activationOf, activationOptions, unitOptions } from './layer-options.ts'

/**
 * A convolution, and behind it batch norm, activation, max pool and spatial dropout, in this order; what is not asked for
 * is not there.
 *
 * Images in [rows, height, width, channels]; W [kernel, kernel, channels, channels out]. A side becomes
 * ⌊(side + 2·padding − kernel) / stride⌋ + 1, and with `pool: p` ⌊that / p⌋.
 */
export const conv: LayerDefinition = {
  name: 'conv',
  size: number(count, 'the number of channels out'),
  options: {
    kernel: number(count, 'the side of the window', 3),
    stride: number(count, 'pixels from a window to the next', 1),
    padding: number(countOrNone, 'zeros around the image; 1 keeps the size of the image with a kernel of 3', 1),
    pool: number(countOrNone, 'side of the windows of a max pool behind the activation; 0 and 1 do not pool', 0),
    ...activationOptions,
    ...unitOptions,
  },
  border: (spec) => spec['padding'] as number,

  make(spec, flow, context) {
    const input = takenImages(flow, context)
    const fuses = spec['pool'] === 2 && spec['activation'] === 'relu' && spec['batch_norm'] === false
    const pools = (spec['pool'] as number) > 1
    const options = {
      channels: spec['conv'] as number,
      window: {
        kernel: spec['kernel'] as number,
        stride: spec['stride'] as number,
        padding: spec['padding'] as number,
      },
      init: spec['init'] as InitName,
      bias: spec['bias'] as number,
      border: pools && !fuses ? 0 : context.border,
    }
    const first = (fuses ? pooledConvolution : convolution)(input, options, context)
    const stages = chainImages(first, fuses ? dropping(spec, true, context) : stagesBehind(spec, context))
    const last = stages.at(-1)!
    return {
      parameters: stages.flatMap(({ parameters }) => parameters),
      buffers: stages.flatMap(({ buffers }) => buffers),
      output: { kind: 'images', values: last.output, gradient: last.gradient },
      forward(operations, pass) {
        for (const stage of stages) stage.forward(operations, pass)
      },
      backward(operations, pass) {
        for (const stage of stages.toReversed()) stage.backward(operations, pass)
      },
    }
  },
}

function stagesBehind(spec: LayerSpec, context: LayerContext): ImageStageMaker[] {
  const pool = spec['pool'] as number
  return [
    ...(spec['batch_norm'] === true ? [imageBatchNorm(context)] : []),
    ...(spec['activation'] === 'identity' ? [] : [imageActivation(context.kernels, activationOf(spec))]),
    ...(pool > 1 ? [imageMaxPool(pool, context)] : []),
    // A max pool looks at its output again on the way back, so dropout must leave it as it is.
    ...dropping(spec, spec['activation'] === 'relu' && pool <= 1, context),
  ]
}

function dropping(spec: LayerSpec, inPlace: boolean, context: LayerContext): ImageStageMaker[] {
  const probability = spec['dropout'] as number
  return probability > 0 ? [spatialDropout(probability, inPlace, context)] : []
}
