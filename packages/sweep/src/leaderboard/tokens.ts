import { SweepError } from '../errors.ts'

export type Token = { column: number; text: string } & (
  | { kind: 'name' | 'operator' | 'end' }
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
)

const LENGTH_LIMIT = 10_000
const SPACE = /\s+/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.])/y
const NAME = /[A-Za-z_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/y
const OPERATOR = /<=|>=|!=|<>|==|[<>=(),]/y
const STRING = /'(?:[^']|'')*'|"(?:[^"]|"")*"/y

/** Splits a filter into tokens; the last one is the end. Columns count from 1. */
export function tokens(text: string): Token[] {
  if (text.length > LENGTH_LIMIT) {
    throw filterError(text.slice(0, 40), 1, `The filter has ${text.length} characters.`, `Use at most ${LENGTH_LIMIT}.`)
  }
  const found: Token[] = []
  let place = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = place
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    place += take(SPACE)?.length ?? 0
    const column = place + 1
    if (place >= text.length) return [...found, { kind: 'end', text: 'the end', column }]
    const token = tokenAt(take, column)
    if (token === undefined) throw unreadable(text, place)
    found.push(token)
    place += token.text.length
  }
}

function tokenAt(take: (pattern: RegExp) => string | undefined, column: number): Token | undefined {
  const number = take(NUMBER)
  if (number !== undefined) return { kind: 'number', text: number, column, value: Number(number) }
  const name = take(NAME)
  if (name !== undefined) return { kind: 'name', text: name, column }
  const operator = take(OPERATOR)
  if (operator !== undefined) return { kind: 'operator', text: operator, column }
  const string = take(STRING)
  if (string === undefined) return undefined
  const quote = string[0]!
  const value = string.slice(1, -1).replaceAll(quote + quote, quote)
  return { kind: 'string', text: string, column, value }
}

function unreadable(text: string, place: number): SweepError {
  const character = text[place]!
  if (character === "'" || character === '"') {
    return filterError(text, place + 1, 'The text that begins here has no end.', `Close it with ${character}.`)
  }
  const advice = HINTS[character] ?? `Use names, numbers, 'texts', comparisons, and, or, not, in, is null and ( ).`
  return filterError(text, place + 1, `"${character}" has no meaning here.`, advice)
}

const HINTS: Readonly<Record<string, string>> = { '&': 'Write and.', '|': 'Write or.', '!': 'Write not, or !=.' }

/** Points at the column, under the filter itself. */
export function filterError(text: string, column: number, got: string, needed: string): SweepError {
  const pointer = `${' '.repeat(column - 1)}^`
  return new SweepError('FILTER', `Filter, column ${column}: ${got}`, `${needed}\n  ${text}\n  ${pointer}`)
}
