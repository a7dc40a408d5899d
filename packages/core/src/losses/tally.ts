/** Sums over rows: what mean loss and accuracy are made of. */
export interface Tally {
  loss: number
  correct: number
  rows: number
}

export function emptyTally(): Tally {
  return { loss: 0, correct: 0, rows: 0 }
}
