/** The middle value, or the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** (largest − smallest) / median: how far rounds lie apart. 0 of none. */
export function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / median(values)
}

/** Ours divided by a peer's; nothing where one of them was not measured. */
export function ratio(ours: number | undefined, peer: number | undefined): number | undefined {
  return ours === undefined || peer === undefined ? undefined : ours / peer
}
