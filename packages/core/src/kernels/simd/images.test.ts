import { readFileSync } from 'node:fs'
import type { ImageAdapter } from '../conformance/image-values.ts'
import { imagesConformance } from '../conformance/images.conformance.ts'
import { createImages } from '../images.ts'
import { createMatrix } from '../matrix.ts'
import { imageOperations as referenceOperations } from '../reference/images.ts'
import { arena, growingMemory } from './arena.ts'
import { imageOperations } from './images.ts'

const module = new WebAssembly.Module(readFileSync(new URL('../../../dist/kernels.wasm', import.meta.url)))

/** What lies behind the scratch memory that an operation asks for has to stay. */
const GUARD = new Uint8Array(4096).fill(0xab)

/** The operations of the module, each called at once and not recorded. */
function simd(wide: boolean): ImageAdapter {
  const memory = growingMemory()
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const wasm = exports as Record<string, (...args: number[]) => number>
  wasm['setWide']!(Number(wide))
  const space = arena(memory, wasm['heapBase']!())
  return {
    name: wide ? 'simd-wide' : 'simd',
    precision: 'float32',
    memory: {
      floats: space.floats,
      integers: space.integers,
      matrix: (rows, columns) => createMatrix(rows, columns, space.floats),
      images: (capacity, size) => createImages(capacity, size, space.floats),
    },
    operations: imageOperations({
      add(name, words, { scratch = 0 } = {}) {
        const at = space.words(words)
        const bytes = space.scratch(scratch + GUARD.length)
        const guard = new Uint8Array(memory.buffer, bytes + scratch, GUARD.length)
        guard.set(GUARD)
        wasm['setScratch']!(bytes)
        wasm[name]!(at)
        if (Buffer.compare(guard, GUARD) !== 0) throw new Error(`${name} uses more scratch memory than it asks for`)
      },
      words: () => [],
      scratch: () => 0,
    }),
  }
}

function reference(precision: 'float32' | 'float64'): ImageAdapter {
  const floats = (count: number) => (precision === 'float32' ? new Float32Array(count) : new Float64Array(count))
  return {
    name: `reference-${precision}`,
    precision,
    memory: {
      floats,
      integers: (count) => new Int32Array(count),
      matrix: (rows, columns) => createMatrix(rows, columns, floats),
      images: (capacity, size) => createImages(capacity, size, floats),
    },
    operations: referenceOperations(precision === 'float32' ? Math.fround : (value) => value),
  }
}

for (const precision of ['float32', 'float64'] as const) imagesConformance(reference(precision))
for (const wide of [false, true]) imagesConformance(simd(wide), reference('float32'))
