import { type Document, LineCounter, parseDocument } from 'yaml'
import { type Issue, type Position, SweepError } from '../errors.ts'
import { isObject, type Path } from '../space/references.ts'
import type { JsonObject } from '../spec.ts'
import { nodeAt, type Place } from './node-at.ts'
import { applyOverrides } from './overrides.ts'
import { PlainValueError, plainValue } from './plain-value.ts'
import type { Problem } from './problem.ts'

/** The value of a sweep file, and where in the text each part of it stands. */
export interface SweepSource {
  value: JsonObject
  /** Of the value at `path`, or of the nearest thing above it that stands in the text. */
  positionOf(path: Path, at?: 'key'): Position | undefined
  /** Whether the number there was written with a point or an exponent. */
  writtenAsFloat(path: Path): boolean
  error(problems: readonly Problem[]): SweepError
}

export interface SourceOptions {
  /** Named in messages. */
  file?: string | undefined
  /** `key=value` with dotted keys; takes the place of what the file says. */
  set?: readonly string[] | undefined
}

const SIZE_LIMIT = 256 * 1024
const SHOWN_ISSUES = 20

/** @throws SweepError SWEEP_FILE for text that is too long, no YAML 1.2, no mapping, or that expands without bound */
export function readSource(text: string, { file, set = [] }: SourceOptions): SweepSource {
  if (text.length > SIZE_LIMIT) {
    const message = `This has ${text.length} characters, and a sweep file at most ${SIZE_LIMIT} (256 KiB). Name the right file, or make it shorter.`
    throw sweepFileError([{ message, line: 1, column: 1 }], file)
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const fault = yamlFault(document, text)
  if (fault) throw sweepFileError([{ message: fault.message, ...position(fault.offset) }], file)
  const overridden = applyOverrides(document, set)

  const place = (path: Path, at?: 'key'): Place => nodeAt(document, path, at)
  const positionOf = (path: Path, at?: 'key') => {
    const { offset } = place(path, at)
    return offset === undefined ? undefined : position(offset)
  }
  const error = (problems: readonly Problem[]) => {
    const issues = problems.map(({ path, message, at }): Issue => {
      const override = overridden(path)
      return override === undefined
        ? { message, ...positionOf(path, at) }
        : { message: `--set ${override}: ${message}` }
    })
    return sweepFileError(issues.toSorted(byPlace).slice(0, SHOWN_ISSUES), file)
  }
  const value = mappingIn(document, error)
  return { value, positionOf, writtenAsFloat: (path) => place(path).isFloat, error }
}

// With its log level silent, yaml would read the first of several documents and say nothing.
const YAML_OPTIONS = {
  version: '1.2',
  schema: 'core',
  stringKeys: true,
  uniqueKeys: true,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const

/** The first fault only: those after it mostly come from it. */
function yamlFault(
  { errors, warnings }: Document.Parsed,
  text: string,
): { offset: number; message: string } | undefined {
  const [fault] = [...errors, ...warnings]
  if (fault === undefined) return undefined
  const offset = fault.pos[0]
  switch (fault.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^\s:,}]*/.exec(text.slice(offset))?.[0]
      return { offset, message: `The key ${key} stands here twice. Remove one of them.` }
    }
    case 'MULTIPLE_DOCS':
      return { offset, message: 'A second document begins here, and a sweep file is one. Remove the rest.' }
    case 'RESOURCE_EXHAUSTION':
      return { offset, message: 'This is nested too deeply to be read. Use fewer levels.' }
    default:
      return { offset, message: `This is not YAML 1.2: ${fault.message.replace(/\.?$/, '.')} Correct it here.` }
  }
}

function mappingIn(document: Document.Parsed, error: SweepSource['error']): JsonObject {
  try {
    const value = plainValue(document)
    if (isObject(value)) return value
  } catch (cause) {
    if (cause instanceof PlainValueError) throw error([{ path: cause.path, message: cause.message }])
    throw cause
  }
  throw error([{ path: [], message: 'A sweep file is a mapping. Begin with "name: my-sweep".' }])
}

function byPlace(a: Issue, b: Issue): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

/** All issues in one message, each on its line in the form that editors make a link of. */
function sweepFileError(issues: readonly Issue[], file: string | undefined): SweepError {
  const text = issues.map(({ message, line, column }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':')
    return place === '' ? message : `${place}: ${message}`
  })
  return new SweepError('SWEEP_FILE', text.join('\n'), '', { issues, file })
}
