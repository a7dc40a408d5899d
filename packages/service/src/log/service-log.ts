import { hostname } from 'node:os'
import { printable } from '@hypersweep/sweep'
import { maskedText } from './masked-text.ts'

export const LOG_FORMATS = ['text', 'json'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Facts of a line, for programs; `level` is `info` where absent. */
export interface LogFields {
  readonly level?: LogLevel
  readonly [field: string]: string | number | undefined
}

/** Takes a line for people, and what programs may know of it. An error may have several lines. */
export type ServiceLog = (line: string, fields?: LogFields) => void

export interface ServiceLogOptions {
  /** `text`: the lines as they are; `json`: an object a line, with level, time, pid, hostname, the line's fields and msg. */
  format: LogFormat
  /** Less important lines are left out. */
  level?: LogLevel
  /** Takes a line with its end; standard error where absent. */
  write?: (text: string) => void
}

/**
 * The log of a worker or a coordinator. Passwords in URLs are masked, and control characters shown, whoever wrote them
 * into a line: names and last words come from a store.
 */
export async function serviceLog({
  format,
  level = 'info',
  write = (text) => void process.stderr.write(text),
}: ServiceLogOptions): Promise<ServiceLog> {
  const least = LOG_LEVELS.indexOf(level)
  const toWrite = format === 'json' ? await jsonLines(write) : textLines(write)
  return (line, fields = {}) => {
    if (LOG_LEVELS.indexOf(fields.level ?? 'info') >= least) toWrite(shown(line, fields), fields)
  }
}

function shown(line: string, { level }: LogFields): string {
  const lines = level === 'error' ? line.split('\n') : [line]
  return maskedText(lines.map(printable).join('\n'))
}

function textLines(write: (text: string) => void): ServiceLog {
  return (line) => write(`${line}\n`)
}

/** Loaded where it is wanted: a terminal does without. */
async function jsonLines(write: (text: string) => void): Promise<ServiceLog> {
  const { pino } = await import('pino')
  // What a line says of its process and time goes before: the lines of another process are passed on with theirs.
  const options = {
    base: null,
    timestamp: false,
    level: 'debug',
    formatters: { level: (level: string) => ({ level }) },
  }
  const lines = pino(options, { write })
  const own = { pid: process.pid, hostname: hostname() }
  return (line, { level = 'info', ...fields } = {}) =>
    lines[level]({ time: new Date().toISOString(), ...own, ...maskedFields(fields) }, line)
}

function maskedFields(fields: LogFields): LogFields {
  const entries = Object.entries(fields)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? maskedText(printable(value)) : value]),
  )
}
