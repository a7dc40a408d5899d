/** Columns as wide as their widest cell; the first to the left, the others, which are numbers, to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

/** Three figures or so: 4.84, 187, 2310, 852k, 1.46M. */
export function figure(value: number | undefined): string {
  if (value === undefined) return '-'
  if (value >= 999_500) return `${(value / 1e6).toFixed(2)}M`
  if (value >= 9_999.5) return `${(value / 1000).toFixed(0)}k`
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
}

export function times(ratio: number | undefined): string {
  return ratio === undefined ? '-' : `${ratio.toFixed(ratio < 9.995 ? 2 : 1)}x`
}
