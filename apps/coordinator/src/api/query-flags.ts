import { Refusal } from '@hypersweep/service'
import { closest } from '@hypersweep/sweep'
import type { QueryFlags } from '../answers/trials-query.ts'

/** Flags of `leaderboard` and `trials` that take a text. */
const TEXTS = { filter: 'filter', state: 'state', sort: 'sort', columns: 'columns', 'group-by': 'groupBy' } as const
const NAMES = ['top', 'offset', 'asc', 'desc', ...Object.keys(TEXTS)]
/** What one answer holds at most; the rest is had by `offset`. */
const MOST_ROWS = 10_000

/**
 * The parameters of an address as the flags of a command. Each may be there once.
 *
 * @param top  how many rows at most, unasked
 * @throws Refusal PARAMETER, 400
 */
export function queryFlags(query: Readonly<Record<string, readonly string[]>>, { top }: { top: number }): QueryFlags {
  for (const [name, values] of Object.entries(query)) checkName(name, values)
  const given = (name: string): string | undefined => (Object.hasOwn(query, name) ? query[name]?.[0] : undefined)
  const texts = Object.entries(TEXTS).flatMap(([name, flag]) => {
    const text = given(name)
    return text === undefined ? [] : [[flag, text]]
  })
  const [asc, desc] = [isSet('asc', given('asc')), isSet('desc', given('desc'))]
  if (asc && desc) throw refusal('Both asc and desc are said.', 'Say one of them.')
  return {
    top: whole('top', given('top'), { usual: top, least: 1, most: MOST_ROWS }),
    offset: whole('offset', given('offset'), { usual: 0, least: 0, most: 999_999_999 }),
    ...(asc && { asc }),
    ...(desc && { desc }),
    ...Object.fromEntries(texts),
  }
}

function checkName(name: string, values: readonly string[]): void {
  if (!NAMES.includes(name)) {
    const meant = closest(name, NAMES)
    const hint = meant === undefined ? '' : `Did you mean "${meant}"? `
    throw refusal(`There is no parameter "${name}".`, `${hint}There are ${NAMES.join(', ')}.`)
  }
  if (values.length > 1) throw refusal(`The parameter ${name} is there ${values.length} times.`, 'Say it once.')
}

function isSet(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false
  if (text === '' || text === 'true') return true
  throw refusal(`${name} is "${text}".`, `Write ${name}=true, or leave it out.`)
}

interface Whole {
  usual: number
  least: number
  most: number
}

function whole(name: string, text: string | undefined, { usual, least, most }: Whole): number {
  if (text === undefined) return usual
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw refusal(`${name} is "${text}".`, `Use a whole number from ${least} to ${most}.`)
}

function refusal(got: string, fix: string): Refusal {
  return new Refusal(400, 'PARAMETER', got, fix)
}
