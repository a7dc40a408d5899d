import { cells, cut, printable } from './printable.ts'
import type { Snapshot } from './snapshot.ts'

/** Which workers train how many trials, as many as have room; nothing of a lone one, which trains all that run. */
export function workersLine({ workers }: Snapshot, columns: number): string {
  if (workers.size < 2) return ''
  const names = [...workers].map(([name, trials]) => `${printable(name)} ${trials}`)
  for (let shown = names.length; shown > 0; shown -= 1) {
    const more = shown < names.length ? [`and ${names.length - shown} more`] : []
    const line = [`on ${workers.size} workers:`, [...names.slice(0, shown), ...more].join(', ')].join(' ')
    if (cells(line) <= columns) return line
  }
  return cut(`on ${workers.size} workers`, columns)
}
