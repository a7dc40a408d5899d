import type { LogFields } from './service-log.ts'

/** A line of a log, for people and for programs. */
export interface ReadLine {
  line: string
  fields: LogFields
}

/**
 * Reads a line that another process of ours has logged as JSON. What is none, as the last words of Node itself or of a
 * library, is a warning in its own words.
 */
export function readLine(text: string): ReadLine {
  const parsed = objectIn(text)
  if (typeof parsed?.['msg'] !== 'string') return { line: text, fields: { level: 'warn' } }
  const { msg, ...fields } = parsed
  return { line: msg as string, fields: fields as LogFields }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
