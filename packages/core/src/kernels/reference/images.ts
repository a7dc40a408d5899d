import type { ImageOperations } from '../images.ts'
import { channelOperations } from './images/channels.ts'
import { convolutionOperations } from './images/convolution.ts'
import { dropChannels } from './images/drop-channels.ts'
import { layoutOperations } from './images/layout.ts'
import { poolOperations } from './images/pool.ts'
import { pooledConvolutionOperations } from './images/pooled-convolution.ts'
import type { Round } from './round.ts'

export function imageOperations(round: Round): ImageOperations {
  const convolutions = convolutionOperations(round)
  return {
    ...layoutOperations,
    ...convolutions,
    ...pooledConvolutionOperations(round, convolutions.convolutionBackward),
    ...poolOperations(round),
    ...channelOperations(round),
    dropChannels: dropChannels(round),
  }
}
