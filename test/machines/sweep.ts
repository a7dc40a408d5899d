import { tableSweep } from '../faults/table/table-sweep.ts'

/** Sixteen trials of a second or two: enough for three machines while one is cut off, one joins and one leaves. */
export const MACHINES_SWEEP = tableSweep({
  learningRates: [0.001, 0.002, 0.003, 0.004],
  decayRates: [0.9, 0.95, 0.99, 0.999],
})
