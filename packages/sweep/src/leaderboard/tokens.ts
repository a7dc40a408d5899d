import { queryError } from './query-error.ts'

/** `place` counts UTF-16 units from 0. */
export type Token = { place: number; text: string } & (
  | { kind: 'operator' | 'end' }
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  /** `word` is what a word of the language is known by; a name in brackets is none. */
  | { kind: 'name'; name: string; word: string | undefined }
)

const LENGTH_LIMIT = 10_000
const SPACE = /\s+/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy
const NAME = /[\p{L}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/uy
// What is doubled is no end: without the look ahead, a text without an end would end at its first quote.
const BRACKETED = /\[(?:[^\]]|\]\])+\](?!\])/y
const OPERATOR = /<=|>=|!=|<>|==|[<>=(),]/y
const STRING = /'(?:[^']|'')*'(?!')|"(?:[^"]|"")*"(?!")/y
const NO_NUMBER = /[+-]?\.?\d[\p{L}\p{N}_.]*/uy

/** Splits a filter into tokens; the last one is the end. */
export function tokens(text: string): Token[] {
  if (text.length > LENGTH_LIMIT) {
    const got = `The filter has ${text.length} characters.`
    throw queryError({ what: 'Filter', text, place: LENGTH_LIMIT, got, needed: `Use at most ${LENGTH_LIMIT}.` })
  }
  const found: Token[] = []
  let place = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = place
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    place += take(SPACE)?.length ?? 0
    if (place >= text.length) return [...found, { kind: 'end', text: 'the end', place }]
    const token = tokenAt(take, place)
    if (token === undefined) throw unreadable(text, place, take(NO_NUMBER))
    found.push(token)
    place += token.text.length
  }
}

function tokenAt(take: (pattern: RegExp) => string | undefined, place: number): Token | undefined {
  const number = take(NUMBER)
  if (number !== undefined) return { kind: 'number', text: number, place, value: Number(number) }
  const name = take(NAME)
  if (name !== undefined) return { kind: 'name', text: name, place, name, word: name.toLowerCase() }
  const bracketed = take(BRACKETED)
  if (bracketed !== undefined) {
    return { kind: 'name', text: bracketed, place, name: inner(bracketed, ']'), word: undefined }
  }
  const operator = take(OPERATOR)
  if (operator !== undefined) return { kind: 'operator', text: operator, place }
  const string = take(STRING)
  return string === undefined ? undefined : { kind: 'string', text: string, place, value: inner(string, string[0]!) }
}

/** Without its ends, and with each doubled `end` once. */
function inner(text: string, end: string): string {
  return text.slice(1, -1).replaceAll(end + end, end)
}

function unreadable(text: string, place: number, number: string | undefined) {
  const character = String.fromCodePoint(text.codePointAt(place)!)
  const problem =
    number === undefined ? (PROBLEMS[character] ?? {}) : { got: `${number} is no number.`, needed: ODD_NAME }
  const { got = `"${character}" has no meaning here.`, needed = ALL } = problem
  return queryError({ what: 'Filter', text, place, got, needed })
}

const ALL = `Use names, numbers, 'texts', comparisons, and, or, not, in, is null and ( ).`
const ODD_NAME = 'A name that does not begin with a letter stands in brackets: [2nd rate].'

const endless = (end: string) => ({ got: 'The text that begins here has no end.', needed: `Close it with ${end}.` })
const PROBLEMS: Readonly<Record<string, { got?: string; needed?: string }>> = {
  "'": endless("'"),
  '"': endless('"'),
  '[': { got: 'The name that begins here is empty or has no end.', needed: 'Close it with ].' },
  '`': { needed: 'An odd name stands in brackets: [my rate].' },
  '&': { needed: 'Write and.' },
  '|': { needed: 'Write or.' },
  '!': { needed: 'Write not, or !=.' },
}
