import type { Column } from './table.ts'

/** A result in each of its forms; only the one that is asked for is made. */
export interface Result {
  columns: readonly Column[]
  /** By the flag --columns. */
  isChoosable?: true
  /** Rounded, for people. */
  rows: readonly (readonly string[])[]
  /** Plain data, for JSON and YAML; as its schema says. */
  json: unknown
  csv: { header: readonly string[]; rows: readonly (readonly unknown[])[] }
}
