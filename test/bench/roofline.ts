import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { median } from './statistics.ts'

// Billions of multiplications and additions a second that one thread can do in WebAssembly, in float32, with no memory in
// the way: what a matrix product could reach at most. Run as a program it measures; 256 bits need V8's flag.

export interface Roofline {
  bits128: number
  bits256: number
}

/** Each in a process of its own: V8 reads the flag when it compiles. */
export async function measureRoofline(): Promise<Roofline> {
  const measure = async (...flags: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, import.meta.filename])
    return Number(stdout)
  }
  return { bits128: await measure(), bits256: await measure('--experimental-wasm-revectorize') }
}

function gigaflops(sums: number): number {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program(sums)))
  const { memory, run } = exports as { memory: WebAssembly.Memory; run(times: number, address: number): void }
  new Float32Array(memory.buffer).fill(0.5)
  const times = 100_000
  const rates = Array.from({ length: 400 }, () => {
    const start = performance.now()
    run(times, 64)
    return (times * sums * 4 * 2) / (performance.now() - start) / 1e6
  })
  // The first ones ran while V8 still optimized.
  return median(rates.slice(200))
}

const I32 = 0x7f
const V128 = 0x7b
const LOOP = 0x03
const END = 0x0b
const BRANCH_IF = 0x0d
const GET = 0x20
const SET = 0x21
const TEE = 0x22
const LOAD = [0xfd, 0x00, 0x04]
const SPLAT = [0xfd, 0x09, 0x02]
const STORE = [0xfd, 0x0b, 0x04]
const ADD = [0xfd, 0xe4, 0x01]
const MULTIPLY = [0xfd, 0xe6, 0x01]
/** Takes 1 from local 0, and goes on with the loop until it is 0. */
const COUNT_DOWN = [GET, 0, 0x41, 0x7f, 0x6a, TEE, 0, BRANCH_IF, 0, END]
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** `run(times, address)`: so many sums at `address` become sum · a + b, `times` over; a and b lie at 0 and 4. */
function program(sums: number): Uint8Array<ArrayBuffer> {
  const [address, a, b] = [1, 2, 3]
  const each = (code: (sum: number, offset: number[]) => number[]) =>
    Array.from({ length: sums }, (_, i) => code(4 + i, unsigned(16 * i))).flat()
  const code = [
    ...constant(a, 0),
    ...constant(b, 4),
    ...each((sum, offset) => [GET, address, ...LOAD, ...offset, SET, sum]),
    LOOP,
    0x40,
    ...each((sum) => [GET, sum, GET, a, ...MULTIPLY, GET, b, ...ADD, SET, sum]),
    ...COUNT_DOWN,
    ...each((sum, offset) => [GET, address, GET, sum, ...STORE, ...offset]),
    END,
  ]
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(1, [1, 0x60, 2, I32, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...sized([1, sums + 2, V128, ...code])]),
  ])
}

/** Sets a local to the number at an address, in all lanes. */
function constant(local: number, address: number): number[] {
  return [0x41, address, ...SPLAT, 0, SET, local]
}

function section(id: number, bytes: number[]): number[] {
  return [id, ...sized(bytes)]
}

function sized(bytes: number[]): number[] {
  return [...unsigned(bytes.length), ...bytes]
}

function name(text: string): number[] {
  return sized([...Buffer.from(text)])
}

/** A number in LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)]
}

if (import.meta.main) {
  // As many sums as registers can hold beside the two constants: 12, of 128 or 256 bits.
  const isWide = process.execArgv.includes('--experimental-wasm-revectorize')
  console.log(gigaflops(isWide ? 24 : 12))
}
