import { createImages } from './images.ts'
import type { Kernels } from './kernels.ts'
import { createMatrix, PANEL_COLUMNS } from './matrix.ts'
import { arena, growingMemory } from './simd/arena.ts'
import { formulaCompiler } from './simd/formula/compiler.ts'
import { functionTable } from './simd/function-table.ts'
import { recordedOperations } from './simd/operations.ts'
import { panelOperations } from './simd/panel-operations.ts'
import { recorder } from './simd/recorder.ts'

/** What the AssemblyScript module exports beside the operations, which programs call by their number. */
interface KernelExports {
  heapBase(): number
  setScratch(at: number): void
  setWide(wide: boolean): void
  run(from: number, to: number): void
}

export interface SimdOptions {
  /**
   * Whether V8 packs pairs of 128-bit operations into 256 bits: the flag `--experimental-wasm-revectorize` on a CPU with
   * AVX2. It decides which tile is used, and no bit.
   */
  wide?: boolean
}

/**
 * The kernels in WebAssembly, equal to `referenceKernels({ precision: 'float32' })` in every bit.
 *
 * `module` is the compiled dist/kernels.wasm, which the caller reads: this package does no I/O. Each call of this
 * function has a memory of its own. Arrays keep their place when the memory grows; `release` lets the next ones
 * overwrite them. A program is one call into the module.
 */
export function simdKernels(module: WebAssembly.Module, { wide = false }: SimdOptions = {}): Kernels {
  const memory = growingMemory()
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const wasm = exports as unknown as KernelExports
  wasm.setWide(wide)
  const space = arena(memory, wasm.heapBase())
  const table = functionTable(exports)
  const constants = space.permanent(CONSTANTS)
  const compiler = formulaCompiler({ memory, table, constants })
  const tile = createMatrix(TILE_ROWS, PANEL_COLUMNS, space.permanent)

  return {
    name: wide ? 'simd-wide' : 'simd',
    matrix: (rows, columns) => createMatrix(rows, columns, space.floats),
    images: (capacity, size) => createImages(capacity, size, space.floats),
    floats: space.floats,
    doubles: space.doubles,
    integers: space.integers,
    tile,
    release() {
      space.reset()
      compiler.release()
    },
    ...panelOperations(table, space, compiler),

    program(record) {
      const records = recorder(table)
      record(recordedOperations(records, tile))
      const from = space.words(records.words())
      const to = from + 4 * records.words().length
      const bytes = records.scratch()
      return () => {
        wasm.setScratch(space.scratch(bytes))
        wasm.run(from, to)
      }
    },
  }
}

/** Room for the constants of all formulas of one trial, and of many alike. */
const CONSTANTS = 1024
/** Two blocks of gradients of 64 rows: those of a panel and, where zeros are skipped, of its neighbour. */
const TILE_ROWS = 128
