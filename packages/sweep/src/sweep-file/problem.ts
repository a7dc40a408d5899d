import type { Path } from '../space/references.ts'

/** Something wrong at a place of the file's value; `at: key` points at the key, not at what it holds. */
export interface Problem {
  path: Path
  message: string
  at?: 'key'
}

export function dotted(path: Path): string {
  return path.join('.')
}

export function isUnder(path: Path, parent: Path): boolean {
  return parent.every((segment, index) => path[index] === segment)
}

/** A value as a message shows it: JSON, cut to one short line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
