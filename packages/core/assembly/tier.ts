/**
 * Which tile the products use: 4 × 16 where V8 packs pairs of 128-bit operations into 256 bits, else 4 × 8. Both give
 * the same bits.
 */
export let isWide: bool = false

export function setWide(wide: bool): void {
  isWide = wide
}

/**
 * The largest share of nonzeros at which a product with so many columns is faster without its zeros: from 0.58 (wide) or
 * 0.85 down, since making the lists costs as much as multiplying by some tens of columns. Negative for few columns.
 */
// @ts-ignore: decorator
@inline
export function sparseLimit(columns: i32): f32 {
  return isWide ? 0.58 - 64 / <f32>columns : 0.85 - 32 / <f32>columns
}
