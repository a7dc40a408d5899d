import type { Window } from '../kernels/images.ts'
import { count, countOrNone, number } from '../options/option.ts'
import type { LayerContext, LayerDefinition, LayerSpec } from './definition.ts'
import { takenImages, windowedSize } from './image-input.ts'
import type { ImagesFlow, Layer } from './layer.ts'

/**
 * Max pooling: the largest of each window.
 *
 *     out[y, x, c] = max over the window at (y·stride, x·stride)      the gradient goes to the first largest, row by row
 *
 * A side has ⌊(side − kernel) / stride⌋ + 1 windows; what is left over is not looked at. `stride: 0` is the kernel's side.
 */
export const maxPool: LayerDefinition = {
  name: 'max_pool',
  size: number(count, 'the side of the window'),
  options: { stride: number(countOrNone, 'pixels from a window to the next; 0 is the side of the window', 0) },
  border: () => 0,

  make(spec, flow, context) {
    const input = takenImages(flow, context)
    const window = windowOf(spec, 'max_pool')
    const { values: x, gradient: gradIn } = input
    const { out, gradient: gradOut } = pooled(input, window, context)
    return {
      ...withoutParameters,
      output: { kind: 'images', values: out, gradient: gradOut },
      forward: (operations, { rows }) => operations.maxPool({ x, out, ...window, rows }),
      backward(operations, pass) {
        if (!gradIn) return
        operations.maxPoolBackward({ x, out, gradOut, gradIn, ...window, rows: pass.rows })
      },
    }
  },
}

/**
 * Average pooling: the mean of each window, zeros of the padding included.
 *
 *     out[y, x, c] = Σ over the window / kernel²      each gradient / kernel² goes to every pixel of its window
 */
export const averagePool: LayerDefinition = {
  name: 'avg_pool',
  size: number(count, 'the side of the window'),
  options: {
    stride: number(countOrNone, 'pixels from a window to the next; 0 is the side of the window', 0),
    padding: number(countOrNone, 'zeros around the image', 0),
  },
  border: (spec) => spec['padding'] as number,

  make(spec, flow, context) {
    const input = takenImages(flow, context)
    const window = windowOf(spec, 'avg_pool')
    const { values: x, gradient: gradIn } = input
    const { out, gradient: gradOut } = pooled(input, window, context)
    return {
      ...withoutParameters,
      output: { kind: 'images', values: out, gradient: gradOut },
      forward: (operations, { rows }) => operations.averagePool({ x, out, ...window, rows }),
      backward(operations, pass) {
        if (!gradIn) return
        operations.averagePoolBackward({ gradOut, gradIn, ...window, rows: pass.rows })
      },
    }
  },
}

const withoutParameters: Pick<Layer, 'parameters' | 'buffers'> = { parameters: [], buffers: [] }

function windowOf(spec: LayerSpec, name: string): Window {
  const kernel = spec[name] as number
  return { kernel, stride: (spec['stride'] as number) || kernel, padding: (spec['padding'] as number | undefined) ?? 0 }
}

/** Where a pool's output goes, and the gradient by it. */
function pooled({ values }: ImagesFlow, window: Window, { kernels, capacity, border, name }: LayerContext) {
  const size = { channels: values.channels, ...windowedSize(values, window, name) }
  return { out: kernels.images(capacity, { ...size, border }), gradient: kernels.images(capacity, size) }
}
