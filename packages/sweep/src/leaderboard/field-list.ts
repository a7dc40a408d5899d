import { queryError } from './query-error.ts'
import type { SortKey } from './sort-keys.ts'

/**
 * Reads a list of fields, as options of the command line take it.
 *
 *     list = field { "," field }
 *     field = name | "[" any characters "]"
 *
 * A name holds anything but commas, colons and brackets; spaces around it do not count.
 *
 * @param what  the option, for messages
 * @throws SweepError FILTER with the column
 */
export function parseFields(text: string, what: string): string[] {
  return items(text, what).map(({ name, suffix, suffixPlace: place }) => {
    if (suffix === undefined) return name
    throw queryError({ what, text, place, got: `Here is :${suffix}.`, needed: 'A direction is for --sort.' })
  })
}

/**
 * Reads what to sort by: a list of fields, each with `:asc` or `:desc` behind it, or `-` before it (greatest first), or
 * neither.
 */
export function parseSort(text: string, what: string): SortKey[] {
  return items(text, what).map(({ name, suffix, isNegated, suffixPlace: place }) => {
    const order = suffix?.toLowerCase()
    if (order === 'asc' || order === 'desc') return { field: name, order }
    if (order === undefined) return isNegated ? { field: name, order: 'desc' } : { field: name }
    throw queryError({ what, text, place, got: `Here is :${suffix}.`, needed: 'Write :asc or :desc.' })
  })
}

interface Item {
  name: string
  /** What follows a colon. */
  suffix: string | undefined
  isNegated: boolean
  place: number
  suffixPlace: number
}

const ITEM = /\s*(-?)(?:\[((?:[^\]]|\]\])+)\]\s*|([^,:[\]\s-][^,:[\]]*))(?::([^,]*))?(?:,|$)/dy

function items(text: string, what: string): Item[] {
  const found: Item[] = []
  for (let [start, isMore] = [0, true]; isMore; start = ITEM.lastIndex) {
    ITEM.lastIndex = start
    const match = ITEM.exec(text)
    const place = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0)
    if (match === null) {
      const needed = 'Write fields with commas between, an odd name in brackets: val_loss,[my rate].'
      throw queryError({ what, text, place, got: 'Here is no field.', needed })
    }
    const [whole, sign, bracketed, plain = '', suffix] = match
    // At the colon.
    const suffixPlace = (match.indices?.[4]?.[0] ?? place + 1) - 1
    const name = bracketed?.replaceAll(']]', ']') ?? plain.trim()
    found.push({ name, suffix: suffix?.trim(), isNegated: sign === '-', place, suffixPlace })
    isMore = whole.endsWith(',')
  }
  return found
}
