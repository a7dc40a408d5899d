import { philox4x32 } from '@hypersweep/numbers'
import { type DropChannels, imageOffset } from '../../images.ts'
import { DROPOUT_COUNTER } from '../../kernels.ts'
import { panelsOf } from '../../matrix.ts'
import type { Round } from '../round.ts'
import { fillImages } from './pixels.ts'

export function dropChannels(round: Round): (call: DropChannels) => void {
  return ({ from, to, threshold, layer, draw, rows }) => {
    const words = new Uint32Array(4)
    const scale = round(65536 / threshold)
    const stays = (r: number, c: number) => {
      const block = 2 * r * panelsOf(from.channels) + (c >> 3)
      philox4x32([block, draw[3], draw[2], DROPOUT_COUNTER + layer], [draw[0], draw[1]], words)
      const bits = (words[(c % 8) >> 1] >>> (16 * (c % 2))) & 0xffff
      return bits < threshold
    }
    fillImages(to, rows, (r, y, x, c) => round(from.values[imageOffset(from, r, y, x, c)] * (stays(r, c) ? scale : 0)))
  }
}
