const view = new DataView(new ArrayBuffer(8))

/** ⌊log₂ |x|⌋ of a normal number; −1023 for zero and subnormals, 1024 for infinities and NaN. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x)
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023
}

/** 2ᵏ for an integer k in −1022 … 1023, exact. */
export function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}

/** x·2ᵏ for x of ordinary size and any integer k: exact unless the result is subnormal, then rounded once. */
export function scale(x: number, k: number): number {
  if (k > 1100) return x * Infinity
  if (k < -1200) return x > 0 ? 0 : -0
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023))
  if (k >= -1022) return x * powerOfTwo(k)
  // 2⁻⁹⁶⁰ keeps an x near 1 normal, so that only the last product rounds.
  return x * powerOfTwo(-960) * powerOfTwo(k + 960)
}

/** The number as sign, 53-bit integer and exponent: |x| = mantissa·2^exponent. Finite x only. */
export function decompose(x: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const fraction = bits & 0xfffffffffffffn
  const biased = Number((bits >> 52n) & 0x7ffn)
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 }
}
