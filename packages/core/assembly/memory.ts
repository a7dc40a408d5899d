/** Where the caller's allocator may begin. */
export function heapBase(): usize {
  return __heap_base
}

// A matrix lies in panels of 16 columns: a row of a panel is 16 floats, 64 bytes, a cache line.

export const PANEL_COLUMNS: i32 = 16
export const ROW_BYTES: usize = 64
/** Rows of a panel of gradients that are computed before the optimizer takes them: 4 KB, which stay in the L1 cache. */
export const BLOCK_ROWS: i32 = 64
export const TILE_BYTES: usize = 4096

/** Scratch memory behind the last array; `run` is told where it lies. What is in it lives for one operation. */
export let scratch: usize = 0

export function setScratch(at: usize): void {
  scratch = at
}
