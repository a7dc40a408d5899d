/**
 * Where a filter is wrong, reckoned apart from its parser: characters are looked at one by one, and a table says what may
 * follow what, with a stack of what is open.
 */
export type Verdict = { kind: 'fine'; fields: { name: string; column: number }[] } | { kind: 'wrong'; column: number }

export function filterVerdict(text: string): Verdict {
  const glyphs = Array.from(text)
  const words = wordsOf(glyphs)
  if (!Array.isArray(words)) return words
  return follow(words, glyphs.length + 1)
}

type Kind = 'and' | 'or' | 'not' | 'in' | 'is' | 'null' | 'value' | 'name' | 'comparison' | '(' | ')' | ',' | 'end'
interface Word {
  kind: Kind
  name: string
  column: number
}

const isLetter = (glyph: string | undefined) => glyph !== undefined && /^[\p{L}_]$/u.test(glyph)
const isDigit = (glyph: string | undefined) => glyph !== undefined && glyph >= '0' && glyph <= '9' && glyph.length === 1
const isInName = (glyph: string | undefined) => isLetter(glyph) || (glyph !== undefined && /^\p{N}$/u.test(glyph))

function wordsOf(glyphs: readonly string[]): Word[] | { kind: 'wrong'; column: number } {
  const words: Word[] = []
  for (let at = 0; at < glyphs.length; ) {
    if (glyphs[at]!.trim() === '') {
      at += 1
      continue
    }
    const found = quoted(glyphs, at) ?? number(glyphs, at) ?? plainName(glyphs, at) ?? operator(glyphs, at)
    if (found === undefined) return { kind: 'wrong', column: at + 1 }
    words.push({ kind: found.kind, name: found.name ?? '', column: at + 1 })
    at = found.next
  }
  return words
}

type Found = { kind: Kind; name?: string; next: number } | undefined

function quoted(glyphs: readonly string[], at: number): Found {
  const end = { "'": "'", '"': '"', '[': ']' }[glyphs[at]!]
  if (end === undefined) return undefined
  let inner = ''
  for (let next = at + 1; next < glyphs.length; next += 1) {
    if (glyphs[next] !== end) inner += glyphs[next]
    else if (glyphs[next + 1] !== end) {
      if (end !== ']') return { kind: 'value', next: next + 1 }
      return inner === '' ? undefined : { kind: 'name', name: inner, next: next + 1 }
    } else {
      inner += end
      next += 1
    }
  }
  return undefined
}

function number(glyphs: readonly string[], at: number): Found {
  const digits = (from: number) => {
    let to = from
    while (isDigit(glyphs[to])) to += 1
    return to
  }
  const start = glyphs[at] === '+' || glyphs[at] === '-' ? at + 1 : at
  let next = digits(start)
  let count = next - start
  if (glyphs[next] === '.') {
    const after = digits(next + 1)
    count += after - next - 1
    if (count > 0) next = after
  }
  if (count === 0) return undefined
  if (glyphs[next] === 'e' || glyphs[next] === 'E') {
    const power = glyphs[next + 1] === '+' || glyphs[next + 1] === '-' ? next + 2 : next + 1
    if (digits(power) > power) next = digits(power)
  }
  return isInName(glyphs[next]) || glyphs[next] === '.' ? undefined : { kind: 'value', next }
}

const WORDS: Readonly<Record<string, Kind>> = {
  and: 'and',
  or: 'or',
  not: 'not',
  in: 'in',
  is: 'is',
  null: 'null',
  true: 'value',
  false: 'value',
}

function plainName(glyphs: readonly string[], at: number): Found {
  if (!isLetter(glyphs[at])) return undefined
  let next = at + 1
  while (isInName(glyphs[next]) || glyphs[next] === '.' || glyphs[next] === '-') next += 1
  while (!isInName(glyphs[next - 1])) next -= 1
  const name = glyphs.slice(at, next).join('')
  const lower = name.toLowerCase()
  return { kind: Object.hasOwn(WORDS, lower) ? WORDS[lower]! : 'name', name, next }
}

function operator(glyphs: readonly string[], at: number): Found {
  const two = `${glyphs[at]}${glyphs[at + 1] ?? ''}`
  if (['<=', '>=', '!=', '<>', '=='].includes(two)) return { kind: 'comparison', next: at + 2 }
  const one = glyphs[at]!
  if (['<', '>', '='].includes(one)) return { kind: 'comparison', next: at + 1 }
  return one === '(' || one === ')' || one === ',' ? { kind: one, next: at + 1 } : undefined
}

type Place = 'condition' | 'operand' | 'right' | 'not' | 'is' | 'is not' | 'in' | 'item' | 'items' | 'after'

/** What may come at a place, and at which place one is then. */
const NEXT: Readonly<Record<Place, Partial<Record<Kind, Place>>>> = {
  condition: { not: 'condition', '(': 'condition', name: 'operand', value: 'operand' },
  operand: { comparison: 'right', is: 'is', in: 'in', not: 'not' },
  right: { name: 'after', value: 'after' },
  not: { in: 'in' },
  is: { null: 'after', not: 'is not' },
  'is not': { null: 'after' },
  in: { '(': 'item' },
  item: { value: 'items' },
  items: { ',': 'item', ')': 'after' },
  after: { and: 'condition', or: 'condition', ')': 'after' },
}

const DEEPEST = 100

function follow(words: readonly Word[], endColumn: number): Verdict {
  const fields: { name: string; column: number }[] = []
  const open: ('not' | '(')[] = []
  let place: Place = 'condition'
  for (const word of [...words, { kind: 'end', name: '', column: endColumn } as const]) {
    const wrong = { kind: 'wrong', column: word.column } as const
    if (place === 'condition' && open.length + 1 > DEEPEST) return wrong
    if (word.kind === 'end') return place === 'after' && open.length === 0 ? { kind: 'fine', fields } : wrong
    const isClosing = place === 'after' && word.kind === ')'
    const next: Place | undefined = NEXT[place][word.kind]
    if (next === undefined || (isClosing && open.length === 0)) return wrong
    if (word.kind === 'name') fields.push(word)
    if (place === 'condition' && (word.kind === 'not' || word.kind === '(')) open.push(word.kind)
    if (isClosing) open.pop()
    if (next === 'after') while (open.at(-1) === 'not') open.pop()
    place = next
  }
  throw new Error('The end is the last word.')
}
