import type { Pair } from './double-double.ts'

/** ln 2 to 32 bits: its product with an exponent is exact. */
export const LN2_HIGH = 2977044471 / 4294967296
/** ln 2 − LN2_HIGH */
export const LN2_LOW = 1.9082149292705877e-10
/** ln 2 to 106 bits. */
export const LN2_PAIR: Pair = [LN2_HIGH + LN2_LOW, 2.3190468138462996e-17]
