import { CoreError } from '../../errors.ts'

const PAGE_BYTES = 65_536
const MAXIMUM_PAGES = 65_536
const ALIGNMENT_BYTES = 64
/** A vector kernel may touch this much behind the end of the last array. */
const SLACK_BYTES = 256

/**
 * Memory for one adapter: arrays one behind the other, forgotten all at once.
 *
 * It is shared because a shared memory grows in place: views handed out before stay valid.
 */
export interface Arena {
  /** `count` zeros that no `reset` takes back; to be asked for before anything else. */
  permanent(count: number): Float32Array
  /** `count` zeros, aligned to a cache line. */
  floats(count: number): Float32Array
  doubles(count: number): Float64Array
  integers(count: number): Int32Array
  /** Offset of these words, integers from −2³¹ to 2³² − 1. */
  words(values: readonly number[]): number
  /** Offset of `bytes` of any content, which the next call of any method may give out again. */
  scratch(bytes: number): number
  reset(): void
}

/** An arena in a memory of its own, whose first bytes belong to the module that works in it. */
export function arena(memory: WebAssembly.Memory, firstFree: number): Arena {
  const reserve = growth(memory)
  let base = aligned(firstFree)
  let top = base

  function allocate(bytes: number): number {
    const offset = top
    const end = aligned(offset + bytes)
    reserve(end)
    new Uint8Array(memory.buffer, offset, bytes).fill(0)
    top = end
    return offset
  }

  // Allocating may grow the memory, which makes a new, longer buffer.
  function floats(count: number): Float32Array {
    const offset = allocate(4 * count)
    return new Float32Array(memory.buffer, offset, count)
  }

  return {
    floats,
    permanent(count) {
      const array = floats(count)
      base = top
      return array
    },
    doubles(count) {
      const offset = allocate(8 * count)
      return new Float64Array(memory.buffer, offset, count)
    },
    integers(count) {
      const offset = allocate(4 * count)
      return new Int32Array(memory.buffer, offset, count)
    },
    words(values) {
      const offset = allocate(4 * values.length)
      new Int32Array(memory.buffer, offset, values.length).set(values)
      return offset
    },
    scratch(bytes) {
      reserve(top + bytes)
      return top
    },
    reset() {
      top = base
    },
  }
}

export function growingMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true })
}

/** Grows a memory that nobody else grows, so that it reaches a given end. */
function growth(memory: WebAssembly.Memory): (end: number) => void {
  let capacity = memory.buffer.byteLength
  return (end) => {
    const missing = end + SLACK_BYTES - capacity
    if (missing <= 0) return
    const pages = Math.ceil(missing / PAGE_BYTES)
    try {
      memory.grow(pages)
    } catch (cause) {
      const needed = 'They have at most 4 GiB, if the machine has it: use a smaller network or batch, or fewer threads.'
      throw new CoreError('KERNEL_MEMORY', `The kernels need ${end} bytes of memory.`, needed, { cause })
    }
    capacity += pages * PAGE_BYTES
  }
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
}
