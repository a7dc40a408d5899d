/** Where images lie: NHWC, maybe with a border around each. */
@unmanaged
export class Images {
  /** Address of the first value inside of the border. */
  at: usize
  rowBytes: usize
  imageBytes: usize
  pixelBytes: usize
  height: i32
  width: i32
  channels: i32
}

/** Operand `index` of an operation, whose arguments begin with its images. */
// @ts-ignore: decorator
@inline
export function imagesAt(at: usize, index: i32): Images {
  return changetype<Images>(at + <usize>index * offsetof<Images>())
}

/** The arguments behind `count` images. */
// @ts-ignore: decorator
@inline
export function behindImages(at: usize, count: i32): usize {
  return at + <usize>count * offsetof<Images>()
}

/** Channels in groups of 8, as bytes. */
// @ts-ignore: decorator
@inline
export function groupBytes(images: Images): usize {
  return <usize>((images.channels + 7) & ~7) << 2
}

// @ts-ignore: decorator
@inline
export function imageOf(images: Images, row: i32): usize {
  return images.at + <usize>row * images.imageBytes
}

export function copyFloats(from: usize, to: usize, bytes: usize): void {
  const end = to + (bytes & ~15)
  const last = to + bytes
  for (; to < end; to += 16) {
    v128.store(to, v128.load(from))
    from += 16
  }
  for (; to < last; to += 4) {
    store<f32>(to, load<f32>(from))
    from += 4
  }
}
