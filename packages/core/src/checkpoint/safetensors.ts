import { CoreError } from '../errors.ts'
import type { NamedTensor } from './checkpoint.ts'
import { float32Bytes, float32Values } from './float32-bytes.ts'
import { count, fields, list, parseJson, type Reader, text, word } from './json-fields.ts'

/** What a safetensors file holds, as far as we use the format: named texts and named float32 tensors. */
export interface Safetensors {
  metadata: ReadonlyMap<string, string>
  tensors: readonly NamedTensor[]
}

/** The format's own limit is 100 MB. A header of ours has some kilobytes, and 100 bytes per epoch. */
const HEADER_LIMIT = 16 * 1024 * 1024

/**
 * Writes tensors in their order, one after the other, behind a header that begins with the metadata in its order.
 *
 *     8 bytes   length n of the header, little-endian
 *     n bytes   JSON, padded with spaces to a multiple of 8
 *     the rest  float32, little-endian
 *
 * Source: https://huggingface.co/docs/safetensors, "Format"; its library reads these files in any language.
 *
 * @throws CoreError CHECKPOINT_HEADER when the header would be longer than 16 MiB
 */
export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(metadata, tensors)
  const start = 8 + header.length
  const bytes = new Uint8Array(start + tensors.reduce((total, { data }) => total + data.byteLength, 0))
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let offset = start
  for (const { data } of tensors) {
    bytes.set(float32Bytes(data), offset)
    offset += data.byteLength
  }
  return bytes
}

function encodeHeader(metadata: Safetensors['metadata'], tensors: readonly NamedTensor[]): Uint8Array {
  let end = 0
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = end
    end += data.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }]
  })
  const json = JSON.stringify({ [METADATA]: Object.fromEntries(metadata), ...Object.fromEntries(entries) })
  const utf8 = new TextEncoder().encode(json)
  const header = new Uint8Array(Math.ceil(utf8.length / 8) * 8).fill(0x20)
  header.set(utf8)
  checkHeaderLength(header.length)
  return header
}

const METADATA = '__metadata__'

/**
 * Reads a file and believes none of it: tensors are float32 and fill the data without holes or overlaps. They come in
 * the order of their bytes.
 *
 * @throws CoreError CHECKPOINT_LENGTH, CHECKPOINT_HEADER, CHECKPOINT_JSON, CHECKPOINT_FIELD or CHECKPOINT_LAYOUT
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const start = headerEnd(bytes)
  const { [METADATA]: metadata = {}, ...tensors } = fields(
    parseJson(decodeText(bytes.subarray(8, start)), 'header'),
    'header',
  )
  const regions = Object.entries(tensors).map(([name, value]) => region(value, name))
  regions.sort((a, b) => a.begin - b.begin || a.end - b.end)
  checkCover(regions, bytes.length - start)
  return {
    metadata: new Map(Object.entries(fields(metadata, METADATA)).map(([name, value]) => [name, text(value, name)])),
    tensors: regions.map(({ name, shape, begin, end }) => {
      return { name, shape, data: float32Values(bytes.subarray(start + begin, start + end)) }
    }),
  }
}

function headerEnd(bytes: Uint8Array): number {
  const needed = 'It was cut short or is no safetensors file: use another checkpoint.'
  if (bytes.length < 8) throw new CoreError('CHECKPOINT_LENGTH', `The checkpoint has ${bytes.length} bytes.`, needed)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  checkHeaderLength(length)
  if (8 + length <= bytes.length) return 8 + length
  const got = `The checkpoint has ${bytes.length} bytes and says that its header has ${length}.`
  throw new CoreError('CHECKPOINT_LENGTH', got, needed)
}

function checkHeaderLength(length: number): void {
  if (length <= HEADER_LIMIT) return
  const got = `The checkpoint's header has ${length} bytes.`
  throw new CoreError(
    'CHECKPOINT_HEADER',
    got,
    `At most ${HEADER_LIMIT} can be read: use fewer epochs, or another file.`,
  )
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new CoreError('CHECKPOINT_HEADER', "The checkpoint's header is not UTF-8.", 'Use another checkpoint.', {
      cause,
    })
  }
}

interface Region {
  name: string
  shape: readonly number[]
  begin: number
  end: number
}

const region: Reader<Region> = (value, name) => {
  const { dtype, shape, data_offsets } = fields(value, name)
  word('F32')(dtype, `${name}.dtype`)
  const sizes = list(count)(shape, `${name}.shape`)
  const [begin = 0, end = 0, ...more] = list(count)(data_offsets, `${name}.data_offsets`)
  // Sizes too large for a float64 become ∞ or NaN here, and equal no length.
  const bytes = sizes.reduce((product, size) => product * size, 4)
  if (more.length || end - begin !== bytes) {
    throw layoutError(`Tensor ${name} of shape [${sizes.join(', ')}] lies at ${JSON.stringify(data_offsets)}.`)
  }
  return { name, shape: sizes, begin, end }
}

function checkCover(regions: readonly Region[], length: number): void {
  let end = 0
  for (const { name, begin, end: next } of regions) {
    if (begin !== end) throw layoutError(`Tensor ${name} begins at byte ${begin}, the one before ends at ${end}.`)
    end = next
  }
  if (end !== length) throw layoutError(`The tensors end at byte ${end} of ${length}.`)
}

function layoutError(got: string): CoreError {
  return new CoreError(
    'CHECKPOINT_LAYOUT',
    got,
    'Tensors must fill the data without hole or overlap: use another checkpoint.',
  )
}
