import { Images, behindImages, groupBytes, imageOf, imagesAt } from './images'

@unmanaged
class Normalise {
  rows: i32
  mean: usize
  inverse: usize
  scale: usize
  shift: usize
}

/** Images x, normal, out. */
export function normaliseChannels(at: usize): void {
  const from = imagesAt(at, 0), normal = imagesAt(at, 1), out = imagesAt(at, 2)
  const args = changetype<Normalise>(behindImages(at, 3))
  for (let row = 0; row < args.rows; row++) {
    for (let group: usize = 0; group < groupBytes(from); group += 32) {
      normaliseImage(from, normal, out, args, row, group)
    }
  }
}

function normaliseImage(from: Images, normal: Images, out: Images, args: Normalise, row: i32, group: usize): void {
  const mean0 = v128.load(args.mean + group), mean1 = v128.load(args.mean + group, 16)
  const inverse0 = v128.load(args.inverse + group), inverse1 = v128.load(args.inverse + group, 16)
  const scale0 = v128.load(args.scale + group), scale1 = v128.load(args.scale + group, 16)
  const shift0 = v128.load(args.shift + group), shift1 = v128.load(args.shift + group, 16)
  for (let y = 0; y < from.height; y++) {
    let p = lineOf(from, row, y, group), q = lineOf(normal, row, y, group), to = lineOf(out, row, y, group)
    for (let x = 0; x < from.width; x++) {
      const x0 = f32x4.mul(f32x4.sub(v128.load(p), mean0), inverse0)
      const x1 = f32x4.mul(f32x4.sub(v128.load(p, 16), mean1), inverse1)
      const out0 = f32x4.add(f32x4.mul(x0, scale0), shift0)
      const out1 = f32x4.add(f32x4.mul(x1, scale1), shift1)
      v128.store(q, x0), v128.store(q, x1, 16)
      v128.store(to, out0), v128.store(to, out1, 16)
      p += from.pixelBytes, q += normal.pixelBytes, to += out.pixelBytes
    }
  }
}

// @ts-ignore: decorator
@inline
function lineOf(images: Images, row: i32, y: i32, group: usize): usize {
  return imageOf(images, row) + <usize>y * images.rowBytes + group
}

@unmanaged
class NormaliseBackward {
  rows: i32
  inverse: usize
  scale: usize
  sum: usize
  product: usize
}

/** Images gradOut, normal, gradIn. */
export function normaliseChannelsBackward(at: usize): void {
  const gradOut = imagesAt(at, 0), normal = imagesAt(at, 1), gradIn = imagesAt(at, 2)
  const args = changetype<NormaliseBackward>(behindImages(at, 3))
  for (let row = 0; row < args.rows; row++) {
    for (let group: usize = 0; group < groupBytes(gradOut); group += 32) {
      backwardOfImage(gradOut, normal, gradIn, args, row, group)
    }
  }
}

function backwardOfImage(
  gradOut: Images,
  normal: Images,
  gradIn: Images,
  args: NormaliseBackward,
  row: i32,
  group: usize,
): void {
  const pixels = f32x4.splat(<f32>(<f64>args.rows * <f64>gradOut.height * <f64>gradOut.width))
  const sum0 = f32x4.div(v128.load(args.sum + group), pixels)
  const sum1 = f32x4.div(v128.load(args.sum + group, 16), pixels)
  const product0 = f32x4.div(v128.load(args.product + group), pixels)
  const product1 = f32x4.div(v128.load(args.product + group, 16), pixels)
  const scale0 = f32x4.mul(v128.load(args.scale + group), v128.load(args.inverse + group))
  const scale1 = f32x4.mul(v128.load(args.scale + group, 16), v128.load(args.inverse + group, 16))
  for (let y = 0; y < gradOut.height; y++) {
    let p = lineOf(gradOut, row, y, group), q = lineOf(normal, row, y, group), to = lineOf(gradIn, row, y, group)
    for (let x = 0; x < gradOut.width; x++) {
      const along0 = f32x4.mul(v128.load(q), product0), along1 = f32x4.mul(v128.load(q, 16), product1)
      const centred0 = f32x4.sub(v128.load(p), sum0), centred1 = f32x4.sub(v128.load(p, 16), sum1)
      const grad0 = f32x4.mul(scale0, f32x4.sub(centred0, along0))
      const grad1 = f32x4.mul(scale1, f32x4.sub(centred1, along1))
      v128.store(to, grad0), v128.store(to, grad1, 16)
      p += gradOut.pixelBytes, q += normal.pixelBytes, to += gradIn.pixelBytes
    }
  }
}
