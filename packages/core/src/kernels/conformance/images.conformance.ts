import { imageBitsConformance } from './image-bits.conformance.ts'
import { imageLawsConformance } from './image-laws.conformance.ts'
import { imageLayoutBitsConformance } from './image-layout-bits.conformance.ts'
import { imageOraclesConformance } from './image-oracles.conformance.ts'
import type { ImageAdapter } from './image-values.ts'

/** The promises of `ImageOperations`; an adapter that is not the reference must also equal it, bit for bit. */
export function imagesConformance(adapter: ImageAdapter, reference?: ImageAdapter): void {
  imageLawsConformance(adapter)
  imageOraclesConformance(adapter)
  if (!reference) return
  imageBitsConformance(adapter, reference)
  imageLayoutBitsConformance(adapter, reference)
}
