import type { FieldValue } from './fields.ts'

export interface SortKey {
  field: string
  /** Which values come first; without, the best ones of a score and the least of everything else. */
  order?: 'asc' | 'desc'
}

/** By what items are sorted. */
export interface SortColumn<Item> {
  read(item: Item): FieldValue
  isDescending: boolean
}

/** Items in order, the first column decides; missing values are last both ways, equal items keep their place. */
export function sortedBy<Item>(items: readonly Item[], columns: readonly SortColumn<Item>[]): Item[] {
  const values = columns.map(({ read }) => items.map(read))
  const order = items.map((_, index) => index)
  order.sort((a, b) => {
    for (const [index, { isDescending }] of columns.entries()) {
      const column = values[index]!
      const difference = compare(column[a]!, column[b]!, isDescending)
      if (difference !== 0) return difference
    }
    return a - b
  })
  return order.map((index) => items[index]!)
}

/** Booleans before numbers before texts. */
function compare(a: FieldValue, b: FieldValue, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const order = typeof a === typeof b ? Number(a > b) - Number(a < b) : typeof a < typeof b ? -1 : 1
  return isDescending ? -order : order
}
