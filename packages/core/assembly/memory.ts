/** Where the caller's allocator may begin. */
export function heapBase(): usize {
  return __heap_base
}

// A vector has four lanes. The last vector of an array may hold fewer than four of its elements: it is loaded whole, and
// what lies behind the end is computed with and thrown away. The allocator keeps room behind the last array for that.

/** Ones in the first `lanes` lanes, 0 … 4. */
// @ts-ignore: decorator
@inline
export function laneMask(lanes: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes))
}

/** Stores the first `lanes` lanes; a plain store where `lanes` is the constant 4. */
// @ts-ignore: decorator
@inline
export function put(target: usize, value: v128, lanes: i32): void {
  if (lanes == 4) v128.store(target, value)
  else v128.store(target, v128.bitselect(value, v128.load(target), laneMask(lanes)))
}
