import type { FieldValue } from './fields.ts'
import { queryError, shortened } from './query-error.ts'
import { type Token, tokens } from './tokens.ts'

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Operand = { kind: 'field'; name: string; place: number } | { kind: 'value'; value: FieldValue }

export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter }
  | { kind: 'compare'; comparison: Comparison; left: Operand; right: Operand }
  | { kind: 'in'; operand: Operand; values: readonly FieldValue[] }
  | { kind: 'null'; operand: Operand }

/**
 * Reads a filter over leaderboard rows; it is read, never run as code.
 *
 *     filter     = all { "or" all }
 *     all        = condition { "and" condition }
 *     condition  = "not" condition | "(" filter ")" | test
 *     test       = operand ( comparison operand | [ "not" ] "in" "(" value { "," value } ")" | "is" [ "not" ] "null" )
 *     comparison = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
 *     operand    = name | value
 *     name       = word | "[" any characters "]"
 *     value      = number | 'text' | "text" | "true" | "false"
 *
 * A name is a field of every row (`FIELDS`), an axis or a metric, see `fieldReader`; one with spaces or odd characters,
 * or like a word of the language, stands in brackets. Words of the language are written in any case; a quote inside a
 * text and a bracket inside a name are doubled.
 *
 * A comparison, and `in`, is false where either side is null or the two sides are of different types; `not` turns that
 * round. NaN is null (`FieldValue`); infinities compare as numbers do, and so does a literal too large for a number, as
 * 1e999 is. Texts compare by code units.
 *
 * @throws SweepError FILTER with the column
 */
export function parseFilter(text: string): Filter {
  return new FilterParser(text).parse()
}

/** The fields that a filter names, in order, and where. */
export function fieldsIn(filter: Filter): { name: string; place: number }[] {
  const fields = (...operands: Operand[]) => operands.filter((operand) => operand.kind === 'field')
  switch (filter.kind) {
    case 'not':
      return fieldsIn(filter.inner)
    case 'compare':
      return fields(filter.left, filter.right)
    case 'in':
    case 'null':
      return fields(filter.operand)
    default:
      return [...fieldsIn(filter.left), ...fieldsIn(filter.right)]
  }
}

const DEPTH_LIMIT = 100
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'true', 'false'])

/** Recursive descent: a method for each rule of the grammar. */
class FilterParser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #place = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokens(text)
  }

  parse(): Filter {
    const filter = this.#any()
    if (this.#next.kind !== 'end') throw this.#expected('and, or, or the end')
    return filter
  }

  #any(): Filter {
    let left = this.#all()
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#all() }
    return left
  }

  #all(): Filter {
    let left = this.#condition()
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#condition() }
    return left
  }

  #condition(): Filter {
    if (++this.#depth > DEPTH_LIMIT)
      throw this.#refusal('This is nested too deeply.', `Use at most ${DEPTH_LIMIT} levels.`)
    const filter = this.#takeWord('not')
      ? ({ kind: 'not', inner: this.#condition() } as const)
      : this.#takeOperator('(')
        ? this.#bracketed()
        : this.#test()
    this.#depth--
    return filter
  }

  #bracketed(): Filter {
    const filter = this.#any()
    this.#need(')')
    return filter
  }

  #test(): Filter {
    const operand = this.#operand()
    if (this.#takeWord('is')) return this.#nullTest(operand)
    if (this.#takeWord('in')) return this.#membership(operand)
    if (this.#takeWord('not')) {
      if (!this.#takeWord('in')) throw this.#expected('in')
      return { kind: 'not', inner: this.#membership(operand) }
    }
    const comparison = this.#next.kind === 'operator' ? COMPARISONS[this.#next.text] : undefined
    if (comparison === undefined) throw this.#expected('a comparison (=, !=, <, <=, >, >=), in (...) or is null')
    this.#place++
    return { kind: 'compare', comparison, left: operand, right: this.#operand() }
  }

  #nullTest(operand: Operand): Filter {
    const isNegated = this.#takeWord('not')
    if (!this.#takeWord('null')) throw this.#expected('null')
    return isNegated ? { kind: 'not', inner: { kind: 'null', operand } } : { kind: 'null', operand }
  }

  #membership(operand: Operand): Filter {
    this.#need('(')
    const values = [this.#value()]
    while (this.#takeOperator(',')) values.push(this.#value())
    this.#need(')')
    return { kind: 'in', operand, values }
  }

  #operand(): Operand {
    const token = this.#next
    if (token.kind === 'name' && !KEYWORDS.has(token.word ?? '')) {
      this.#place++
      return { kind: 'field', name: token.name, place: token.place }
    }
    return { kind: 'value', value: this.#value() }
  }

  #value(): FieldValue {
    const token = this.#next
    if (this.#takeWord('true')) return true
    if (this.#takeWord('false')) return false
    if (this.#isWord('null')) throw this.#refusal('Nothing compares with null.', 'Write "is null" or "is not null".')
    if (token.kind === 'number' || token.kind === 'string') {
      this.#place++
      return token.value
    }
    throw this.#expected(`a name, a number, a 'text', true or false`)
  }

  get #next(): Token {
    return this.#tokens[this.#place]!
  }

  #isWord(word: string): boolean {
    return this.#next.kind === 'name' && this.#next.word === word
  }

  #takeWord(word: string): boolean {
    const isThere = this.#isWord(word)
    if (isThere) this.#place++
    return isThere
  }

  #takeOperator(operator: string): boolean {
    const isThere = this.#next.kind === 'operator' && this.#next.text === operator
    if (isThere) this.#place++
    return isThere
  }

  #need(operator: string): void {
    if (!this.#takeOperator(operator)) throw this.#expected(`"${operator}"`)
  }

  #expected(what: string) {
    const { kind, text } = this.#next
    return this.#refusal(kind === 'end' ? 'The filter ends here.' : `Here is ${shortened(text)}.`, `Needed is ${what}.`)
  }

  #refusal(got: string, needed: string) {
    return queryError({ what: 'Filter', text: this.#text, place: this.#next.place, got, needed })
  }
}
