const view = new DataView(new ArrayBuffer(8))

/** The 64 bits of a number as 16 hexadecimal digits, sign first; every NaN is 7ff8000000000000. */
export function hexFloat64(x: number): string {
  if (Number.isNaN(x)) return '7ff8000000000000'
  view.setFloat64(0, x)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}
