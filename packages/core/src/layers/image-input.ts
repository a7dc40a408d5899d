import { CoreError } from '../errors.ts'
import { type Images, type Window, windowsOf } from '../kernels/images.ts'
import type { LayerContext } from './definition.ts'
import type { Flow, ImagesFlow } from './layer.ts'

/** @throws CoreError LAYER_INPUT when what comes before is no images */
export function takenImages(input: Flow, { name }: Pick<LayerContext, 'name'>): ImagesFlow {
  if (input.kind === 'images') return input
  const needed = 'Put it before the dense layers, on data whose rows are images.'
  throw new CoreError('LAYER_INPUT', `${name} takes images, and rows of numbers come to it.`, needed)
}

/**
 * The sides of what a window moving over images puts out.
 *
 * @throws CoreError LAYER_INPUT when the window does not fit once
 */
export function windowedSize(
  { height, width }: Images,
  window: Window,
  name: string,
): { height: number; width: number } {
  const size = { height: windowsOf(height, window), width: windowsOf(width, window) }
  if (size.height >= 1 && size.width >= 1) return size
  const { kernel, padding } = window
  const got = `${name} moves a window of ${kernel} × ${kernel} over images of ${height} × ${width}, padding ${padding}.`
  throw new CoreError('LAYER_INPUT', got, 'Use a smaller window, more padding, or fewer pools before it.')
}
