import { DatasetError } from '../errors.ts'
import type { DataFile } from '../files/read-data-file.ts'

/** What an NPY file says of the numbers behind its header. */
export interface NpyHeader {
  /** `<f4` …: byte order, kind, bytes of an item. */
  descr: string
  /** The first index runs fastest, not the last. */
  fortranOrder: boolean
  shape: readonly number[]
  /** Where the numbers begin. */
  start: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** NumPy's own is 10 000 bytes; more is no header of an array of numbers. */
const LONGEST = 65_536

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte)
}

/**
 * Reads the header of an NPY file, versions 1 to 3.
 *
 *     6 bytes   93 'NUMPY'
 *     2 bytes   version: major, minor
 *     2 bytes   length n of the rest, little-endian; 4 bytes from version 2 on
 *     n bytes   a Python dictionary of descr, fortran_order and shape, in any order; UTF-8 in version 3, else Latin-1
 *
 * @throws DatasetError DATA_NPY, naming the file
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
export function readNpyHeader({ name, bytes }: DataFile): NpyHeader {
  if (!isNpy(bytes)) throw broken(name, 'begins otherwise than NPY does', 'Save it with numpy.save.')
  const major = bytes[6]
  if (major !== 1 && major !== 2 && major !== 3) {
    const got = bytes.length < 8 ? 'is cut short in its header' : `is NPY of version ${major}.${bytes[7]}`
    throw broken(name, got, 'Versions 1, 2 and 3 are read: save it again with numpy.save.')
  }
  const from = major === 1 ? 10 : 12
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length < from ? Infinity : major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = from + length
  if (bytes.length < start || length > LONGEST) {
    throw broken(name, `is cut short in its header: it has ${bytes.length} bytes`, 'Fetch or save it again.')
  }
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(from, start))
  return { ...parseDictionary(text, name), start }
}

/** Keys come in any order, with nothing beside them. */
const KEYS = {
  descr: /(['"])descr\1\s*:\s*(?:(['"])(?<text>[^'"]*)\2|(?<fields>\[.*\]))/s,
  fortranOrder: /(['"])fortran_order\1\s*:\s*(?<text>True|False)/,
  shape: /(['"])shape\1\s*:\s*\((?<text>[\d\s,L]*)\)/,
}

function parseDictionary(text: string, name: string): Omit<NpyHeader, 'start'> {
  const descr = KEYS.descr.exec(text)?.groups
  if (descr?.['fields'] !== undefined) {
    const needed = 'One plain array is needed: numpy.lib.recfunctions.structured_to_unstructured(a) makes one.'
    throw broken(name, 'holds rows of named fields', needed)
  }
  const rest = Object.values(KEYS).reduce((left, key) => left.replace(key, ''), text)
  const [fortranOrder, shape] = [KEYS.fortranOrder.exec(text)?.groups, KEYS.shape.exec(text)?.groups]
  if (!descr || !fortranOrder || !shape || !/^\s*\{[\s,]*\}\s*$/.test(rest)) {
    const got = `has the header ${JSON.stringify(text.trim().slice(0, 200))}`
    throw broken(name, got, 'descr, fortran_order and shape are needed, and nothing else: save it with numpy.save.')
  }
  return {
    descr: descr['text'],
    fortranOrder: fortranOrder['text'] === 'True',
    shape: sizesOf(shape['text'], name),
  }
}

/** Sizes as Python writes a tuple; Python 2 wrote an L behind large ones. */
function sizesOf(tuple: string, name: string): number[] {
  const sizes = tuple.split(',').map((size) => size.trim())
  if (sizes.at(-1) === '') sizes.pop()
  if (sizes.every((size) => /^\d+L?$/.test(size))) return sizes.map((size) => Number.parseInt(size, 10))
  throw broken(name, `has the shape (${tuple})`, 'Sizes are whole numbers: save it with numpy.save.')
}

export function broken(name: string, got: string, needed: string): DatasetError {
  return new DatasetError('DATA_NPY', `${name} ${got}.`, needed)
}
