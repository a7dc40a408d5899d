import { Images, behindImages, copyFloats, groupBytes, imageOf, imagesAt } from './images'

@unmanaged
class LoadImages {
  from: usize
  rows: i32
}

export function loadImages(at: usize): void {
  const to = imagesAt(at, 0)
  const args = changetype<LoadImages>(behindImages(at, 1))
  const pixel = <usize>to.channels << 2
  const isPacked = to.pixelBytes == pixel
  let from = args.from
  for (let row = 0; row < args.rows; row++) {
    let line = imageOf(to, row)
    for (let y = 0; y < to.height; y++) {
      if (isPacked) copyFloats(from, line, <usize>to.width * pixel)
      else copyPixels(from, line, pixel, to)
      from += <usize>to.width * pixel
      line += to.rowBytes
    }
  }
}

function copyPixels(from: usize, to: usize, bytes: usize, images: Images): void {
  for (let x = 0; x < images.width; x++) {
    copyFloats(from, to, bytes)
    from += bytes
    to += images.pixelBytes
  }
}

@unmanaged
class ClearBorder {
  border: i32
  rows: i32
}

export function clearBorder(at: usize): void {
  const images = imagesAt(at, 0)
  const args = changetype<ClearBorder>(behindImages(at, 1))
  const sides = <usize>args.border * images.pixelBytes
  const edges = <usize>args.border * images.rowBytes
  for (let row = 0; row < args.rows; row++) {
    let line = imageOf(images, row) - sides
    memory.fill(line - edges, 0, edges)
    for (let y = 0; y < images.height; y++) {
      memory.fill(line, 0, sides)
      memory.fill(line + images.rowBytes - sides, 0, sides)
      line += images.rowBytes
    }
    memory.fill(line, 0, edges)
  }
}

@unmanaged
class Flatten {
  matrix: usize
  matrixStride: usize
  rows: i32
}

/** Between images and panels, one way or the other: 8 channels at a time where that goes. */
function reshape(at: usize, isFlattening: bool): void {
  const images = imagesAt(at, 0)
  const args = changetype<Flatten>(behindImages(at, 1))
  const isWhole = (images.channels & 7) == 0
  for (let row = 0; row < args.rows; row++) {
    const line = imageOf(images, row)
    const matrix = args.matrix + (<usize>row << 6)
    if (isWhole) reshapeGroups(images, line, matrix, args.matrixStride, isFlattening)
    else reshapeValues(images, line, matrix, args.matrixStride, isFlattening)
  }
}

function reshapeGroups(images: Images, line: usize, matrix: usize, stride: usize, isFlattening: bool): void {
  let column: usize = 0
  for (let y = 0; y < images.height; y++) {
    for (let x = 0, pixel = line; x < images.width; x++, pixel += images.pixelBytes) {
      for (let group: usize = 0; group < groupBytes(images); group += 32) {
        const place = matrix + (column >> 4) * stride + ((column & 15) << 2)
        if (isFlattening) copyGroup(pixel + group, place)
        else copyGroup(place, pixel + group)
        column += 8
      }
    }
    line += images.rowBytes
  }
}

// @ts-ignore: decorator
@inline
function copyGroup(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 16)
  v128.store(to, a), v128.store(to, b, 16)
}

function reshapeValues(images: Images, line: usize, matrix: usize, stride: usize, isFlattening: bool): void {
  let column: usize = 0
  for (let y = 0; y < images.height; y++) {
    for (let x = 0, pixel = line; x < images.width; x++, pixel += images.pixelBytes) {
      for (let c = pixel, end = pixel + (<usize>images.channels << 2); c < end; c += 4) {
        const place = matrix + (column >> 4) * stride + ((column & 15) << 2)
        if (isFlattening) store<f32>(place, load<f32>(c))
        else store<f32>(c, load<f32>(place))
        column++
      }
    }
    line += images.rowBytes
  }
}

export function flatten(at: usize): void {
  reshape(at, true)
}

export function unflatten(at: usize): void {
  reshape(at, false)
}
