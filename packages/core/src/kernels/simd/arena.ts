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
  memory: WebAssembly.Memory
  /** Where allocation starts; what lies below belongs to the module. */
  startAt(base: number): void
  /** `count` zeros, aligned to a cache line. */
  floats(count: number): Float32Array
  integers(count: number): Int32Array
  /** Offset of `bytes` of any content, which the next call of any method may give out again. */
  scratch(bytes: number): number
  reset(): void
}

export function arena(): Arena {
  const { memory, reserve } = growingMemory()
  let base = 0
  let top = 0

  function allocate(bytes: number): number {
    const offset = top
    const end = aligned(offset + bytes)
    reserve(end)
    new Uint8Array(memory.buffer, offset, bytes).fill(0)
    top = end
    return offset
  }

  return {
    memory,
    startAt(offset) {
      base = aligned(offset)
      top = base
    },
    floats(count) {
      // Allocating may grow the memory, which makes a new, longer buffer.
      const offset = allocate(4 * count)
      return new Float32Array(memory.buffer, offset, count)
    },
    integers(count) {
      const offset = allocate(4 * count)
      return new Int32Array(memory.buffer, offset, count)
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

function growingMemory(): { memory: WebAssembly.Memory; reserve(end: number): void } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true })
  let capacity = PAGE_BYTES

  function reserve(end: number): void {
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

  return { memory, reserve }
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
}
