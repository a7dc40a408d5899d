import { RunnerError } from '../errors.ts'

interface Section<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: Issue[] } }
}

interface Issue {
  path: PropertyKey[]
  message: string
}

/**
 * A section as its schema has it, defaults filled in. Sweep files were checked before, with lines and columns; this is for
 * what comes from a store.
 *
 * @throws RunnerError OBJECTIVE_INVALID naming every bad key
 */
export function checked<T>(name: string, section: Section<T>, value: unknown): T {
  const result = section.safeParse(value)
  if (result.success) return result.data
  const got = result.error.issues.map(({ path, message }) => `${[name, ...path.map(String)].join('.')}: ${message}`)
  throw new RunnerError(
    'OBJECTIVE_INVALID',
    `${got.join('; ')}.`,
    'Correct the sweep file, or use the version that wrote it.',
  )
}
