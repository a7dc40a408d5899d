import type { DataFile } from '../files/read-data-file.ts'
import { broken, readNpyHeader } from './npy-header.ts'

/** An array of numbers: sizes of its dimensions, and its items row-major. */
export interface NpyArray {
  shape: readonly number[]
  values: Float64Array
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number

/** By NumPy's kind and size: how an item is read. Whole numbers of 64 bits are rounded to the nearest float64. */
const TYPES: Readonly<Record<string, { bytes: number; read: Read }>> = {
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
}

/**
 * Reads an NPY file of whole numbers, floats or booleans, of either byte order, in C or Fortran order.
 *
 * Objects are refused: they are pickled, and to read them is to run what the file says.
 *
 * @throws DatasetError DATA_NPY, naming the file
 */
export function parseNpy(file: DataFile): NpyArray {
  const { name, bytes } = file
  const { descr, shape, start, fortranOrder } = readNpyHeader(file)
  const { read, bytes: size } = typeOf(descr, name)
  const count = shape.reduce((product, each) => product * each, 1)
  const needed = start + count * size
  if (bytes.length !== needed) {
    const kind = bytes.length < needed ? 'cut short' : 'too long'
    const told = `(${shape.join(', ')}) items of ${size} bytes need ${needed}`
    throw broken(name, `is ${kind}: it has ${bytes.length} bytes; ${told}`, 'Fetch or save it again.')
  }
  if (count === 0) throw broken(name, `has the shape (${shape.join(', ')})`, 'At least one row is needed.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const items = Float64Array.from({ length: count }, (_, i) => read(view, start + i * size, descr[0] !== '>'))
  return { shape, values: fortranOrder ? rowMajor(items, shape) : items }
}

function typeOf(descr: string, name: string) {
  const type = /^[<>=|]/.test(descr) ? TYPES[descr.slice(1)] : undefined
  if (type) return type
  if (/^.?O/.test(descr)) {
    const needed = "They are not read, since that would run what the file says: save numbers, a.astype('float32')."
    throw broken(name, 'holds Python objects', needed)
  }
  const needed = `Use one of ${Object.keys(TYPES).join(', ')}: a.astype('float32') makes one.`
  throw broken(name, `holds items of type '${descr}'`, needed)
}

/** The items in the order of the last index, from that of the first. */
function rowMajor(items: Float64Array, shape: readonly number[]): Float64Array {
  const values = new Float64Array(items.length)
  const index = shape.map(() => 0)
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  let from = 0
  for (let to = 0; to < values.length; to++) {
    values[to] = items[from]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++
      from += strides[axis]
      if (index[axis] < shape[axis]) break
      from -= index[axis] * strides[axis]
      index[axis] = 0
    }
  }
  return values
}
