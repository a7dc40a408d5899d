import type { Images } from '../kernels/images.ts'
import type { Operations } from '../kernels/kernels.ts'
import type { BackwardPass, Pass } from './layer.ts'
import type { Parameter } from './parameter.ts'

/** A piece of a layer that works on images; what `Stage` is for panels. */
export interface ImageStage {
  readonly output: Images
  /** By `output`, and of its form. */
  readonly gradient: Images
  readonly parameters: readonly Parameter[]
  readonly buffers: readonly Parameter[]
  forward(operations: Operations, pass: Pass): void
  /** From `gradient` to the gradient by its input, which is that of the stage before. */
  backward(operations: Operations, pass: BackwardPass): void
}

/** Makes the stage behind another. */
export type ImageStageMaker = (before: ImageStage) => ImageStage

export function chainImages(first: ImageStage, makers: readonly ImageStageMaker[]): ImageStage[] {
  const stages = [first]
  for (const make of makers) stages.push(make(stages.at(-1)!))
  return stages
}
