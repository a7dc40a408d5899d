const LEVELS = '▁▂▃▄▅▆▇█'

/**
 * The values as a row of bars, at most `width` of them, the lowest ▁ and the highest █; a flat curve lies in the middle.
 *
 * A longer curve is thinned evenly, its first and last value always shown.
 */
export function sparkline(values: readonly number[], width = 20): string {
  const shown = thin(
    values.filter((value) => Number.isFinite(value)),
    width,
  )
  const low = Math.min(...shown)
  const high = Math.max(...shown)
  return shown.map((value) => LEVELS[levelOf(value, low, high)]).join('')
}

function levelOf(value: number, low: number, high: number): number {
  if (high === low) return 3
  return Math.min(LEVELS.length - 1, Math.floor(((value - low) / (high - low)) * LEVELS.length))
}

function thin(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values
  if (width < 2) return values.slice(-width || values.length)
  return Array.from({ length: width }, (_, index) => values[Math.round((index * (values.length - 1)) / (width - 1))]!)
}
