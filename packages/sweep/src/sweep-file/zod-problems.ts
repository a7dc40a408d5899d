import { z } from 'zod'
import { suggestion } from '../did-you-mean.ts'
import { isList, type Path } from '../space/references.ts'
import type { Json } from '../spec.ts'
import { knownKeys } from './known-keys.ts'
import { dotted, type Problem, shown } from './problem.ts'

/** A value that its schema refused. */
export interface Refused {
  schema: z.ZodType
  value: Json
  /** Where the value stands in the file. */
  root: Path
}

/** Zod's issues in our words: what was got, what is needed, what to do. */
export function zodProblems(error: z.ZodError, refused: Refused): Problem[] {
  return error.issues.flatMap((issue) => problems(issue, [], refused))
}

type ZodIssue = z.core.$ZodIssue

function problems(issue: ZodIssue, parent: Path, refused: Refused): Problem[] {
  const inner = [...parent, ...(issue.path as Path)]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, inner, refused))
  const value = valueAt(refused.value, inner)
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && !isOwnMessage(issue, value)) {
    const branch = likeliest(issue.errors)
    if (branch) return branch.flatMap((one) => problems(one, inner, refused))
  }
  const path = [...refused.root, ...inner]
  return [{ path, message: message(issue, dotted(path) || 'The file', value) }]
}

function unknownKey(key: string, inner: Path, { schema, root }: Refused): Problem {
  const path = [...root, ...inner]
  const owner = dotted(path) || 'A sweep file'
  const known = knownKeys(schema, inner)
  return { path: [...path, key], at: 'key', message: `${owner} has no key "${key}". ${suggestion(key, known)}` }
}

/** The branch of a union whose first complaint lies deepest; none where all of them refuse the value itself. */
function likeliest(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] | undefined {
  const depth = (issues: readonly ZodIssue[]) =>
    Math.max(...issues.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)))
  const best = branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
  return best && depth(best) > 0 ? best : undefined
}

function message(issue: ZodIssue, label: string, value: Json | undefined): string {
  if (isOwnMessage(issue, value)) return `${label}: ${issue.message}`
  const got = value === undefined ? `${label} is missing` : `${label} is ${shown(value)}`
  const advice = value === undefined ? '' : ` ${adviceFor(value, wordsOf(issue))}`
  return `${got}; it needs ${needed(issue)}.${advice.trimEnd()}`
}

/** A message that the schema's author wrote says more than the code of the issue. */
function isOwnMessage(issue: ZodIssue, value: Json | undefined): boolean {
  if (issue.code === 'custom') return true
  const usual = standardMessages({ ...issue, input: value } as z.core.$ZodRawIssue)
  return issue.message !== (typeof usual === 'string' ? usual : usual?.message)
}

const standardMessages = z.locales.en().localeError

function needed(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return alternatives(issue.values.map(String))
    case 'too_small':
      return bound(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum)
    case 'too_big':
      return bound(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum)
    case 'invalid_union':
      return unionNeeds(issue)
    default:
      return issue.message
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

function unionNeeds(issue: z.core.$ZodIssueInvalidUnion): string {
  const { options } = issue as { options?: readonly unknown[] }
  if (options) return alternatives(options.map(String))
  return alternatives([...new Set(issue.errors.flatMap((errors) => errors.map(needed)))])
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === 'array' || origin === 'set') return `${comparison} ${limit} ${limit === 1 ? 'item' : 'items'}`
  if (origin === 'string') return `${comparison} ${limit} ${limit === 1 ? 'character' : 'characters'}`
  return `a number of ${comparison} ${limit}`
}

function alternatives(all: readonly string[]): string {
  return all.length < 2 ? (all[0] ?? 'nothing') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

/** The words that are possible here, where it is words that are. */
function wordsOf(issue: ZodIssue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values
  return (issue as { options?: readonly unknown[] }).options ?? []
}

function adviceFor(value: Json, values: readonly unknown[]): string {
  if (typeof value !== 'string') return ''
  const advice = suggestion(value, values.map(String))
  return advice.startsWith('Did') ? advice : ''
}

function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, segment) => {
    if (isList(inner)) return inner[Number(segment)]
    if (typeof inner !== 'object' || inner === null) return undefined
    return Object.hasOwn(inner, segment) ? (inner as Readonly<Record<string, Json>>)[segment] : undefined
  }, value)
}
