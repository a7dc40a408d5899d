// The few parts of WebAssembly's binary format that a module of formulas needs.
// Source: WebAssembly Core Specification, chapter 5, https://webassembly.github.io/spec/core/binary/.

export type Bytes = readonly number[]

const I32 = 0x7f
const FUNCTION = 0x60
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** An unsigned integer in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return bytes
}

/** A signed 32-bit integer in LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value | 0; ; rest >>= 7) {
    const isLast = rest >> 6 === 0 || rest >> 6 === -1
    bytes.push((rest & 0x7f) | (isLast ? 0 : 0x80))
    if (isLast) return bytes
  }
}

export interface FunctionBody {
  /** Locals beside the parameters, in runs of one type. */
  locals: readonly { count: number; type: number }[]
  code: Bytes
}

/**
 * A module that exports one function `f(i32, i32, i32, i32)` and works in the memory `env.memory`, which is shared and
 * has from 1 to 65 536 pages.
 */
export function moduleOf({ locals, code }: FunctionBody): Uint8Array<ArrayBuffer> {
  const declared = locals.filter(({ count }) => count > 0)
  const body = [...vector(declared.map(({ count, type }) => [...unsigned(count), type])), ...code, 0x0b]
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(1, vector([[FUNCTION, ...vector([[I32], [I32], [I32], [I32]]), ...vector([])]])),
    ...section(2, vector([[...text('env'), ...text('memory'), 0x02, 0x03, ...unsigned(1), ...unsigned(65_536)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text('f'), 0x00, 0x00]])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ])
}

function section(id: number, content: Bytes): number[] {
  return [id, ...unsigned(content.length), ...content]
}

function vector(items: readonly Bytes[]): number[] {
  return [...unsigned(items.length), ...items.flat()]
}

function text(ascii: string): number[] {
  return [...unsigned(ascii.length), ...Array.from(ascii, (letter) => letter.charCodeAt(0))]
}
