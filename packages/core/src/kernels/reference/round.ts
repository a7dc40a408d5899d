/** Rounds to the precision of the adapter; every sum, product and quotient goes through it. */
export type Round = (value: number) => number
