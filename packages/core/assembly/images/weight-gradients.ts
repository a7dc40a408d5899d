import { isWide } from '../tier'
import { Source } from './convolve'
import { gradient4x16, gradient4x8, gradients, greyGradient9x4, greyGradient9x8 } from './gradient-tiles'

// The gradient by the weights is gathered in memory of its own, where each run of terms is rounded up to a multiple of 4:
// [panel][ky][run][term][16 channels].

/** How the terms lie there. */
@unmanaged
export class Terms {
  kernel: i32
  runs: i32
  /** Terms of a run. */
  count: i32
}

// @ts-ignore: decorator
@inline
function runBytes(terms: Terms): usize {
  return <usize>((terms.count + 3) & ~3) << 6
}

export function panelBytesOf(terms: Terms): usize {
  return <usize>terms.kernel * <usize>terms.runs * runBytes(terms)
}

/** sums += the gradient of one image of input; that of its output is in `gradients`. */
export function addWeightGradients(source: Source, terms: Terms, groupBytes: usize, sums: usize): void {
  for (let group: usize = 0; group < groupBytes; group += 64) {
    const isHalf = groupBytes - group <= 32
    const isGrey = terms.kernel == 3 && terms.runs == 1 && terms.count == 3
    const gradient = gradients.at + group
    if (isGrey) addGrey(source, gradient, sums, isHalf)
    else addGroup(source, terms, gradient, sums, isHalf)
    sums += panelBytesOf(terms)
  }
}

function addGroup(source: Source, terms: Terms, gradient: usize, sums: usize, isHalf: bool): void {
  const rowStep = <usize>source.stride * source.rowBytes, step = <usize>source.stride * source.pixelBytes
  for (let ky = 0; ky < terms.kernel; ky++) {
    for (let run = 0; run < terms.runs; run++) {
      let at = source.at + <usize>ky * source.rowBytes + <usize>run * source.pixelBytes
      for (let term = 0; term < terms.count; term += 4) {
        if (isWide && !isHalf) gradient4x16(at, rowStep, step, gradient, sums)
        else {
          gradient4x8(at, rowStep, step, gradient, sums)
          if (!isHalf) gradient4x8(at, rowStep, step, gradient + 32, sums + 32)
        }
        at += 16, sums += 256
      }
    }
  }
}

function addGrey(source: Source, gradient: usize, sums: usize, isHalf: bool): void {
  const rowStep = <usize>source.stride * source.rowBytes, step = <usize>source.stride * source.pixelBytes
  for (let lane: usize = 0, end: usize = isHalf ? 32 : 64; lane < end; lane += 32) {
    if (isWide) greyGradient9x8(source.at, source.rowBytes, rowStep, step, gradient + lane, sums + lane)
    else {
      greyGradient9x4(source.at, source.rowBytes, rowStep, step, gradient + lane, sums + lane)
      greyGradient9x4(source.at, source.rowBytes, rowStep, step, gradient + lane + 16, sums + lane + 16)
    }
  }
}

/** Copies the sums of one panel to where the gradient lies without gaps. */
export function copyWeightGradients(terms: Terms, sums: usize, out: usize): void {
  const bytes = <usize>terms.count << 6
  for (let run = terms.kernel * terms.runs; run > 0; run--) {
    memory.copy(out, sums, bytes)
    out += bytes, sums += runBytes(terms)
  }
}
