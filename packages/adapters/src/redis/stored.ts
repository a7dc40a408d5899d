import { CONTROLS, type Control, TRIAL_EVENTS } from '@hypersweep/sweep'
import { AdapterError } from '../errors.ts'

/** Whether a value has a form. */
export type Form = (value: unknown) => boolean

/**
 * Reads JSON that stands in a Redis. Whoever may write there may have written it, so it is believed in its form alone,
 * which is checked here: all that comes out is plain data of the kind that is asked for.
 *
 * @param place  what it is, for a person: `sweep x`, `trial x-0`
 * @throws AdapterError REDIS_CONTENT
 */
export function stored<T>(text: unknown, place: string, form: Form): T {
  const value = parsed(text)
  if (value !== undefined && isShallow(value, DEEPEST) && form(value)) return value as T
  throw contentError(place)
}

export function contentError(place: string): AdapterError {
  return new AdapterError(
    'REDIS_CONTENT',
    `What the Redis holds as ${place} is none that this version can read.`,
    'Another version or another program wrote it: use that one, or take it out of the Redis.',
  )
}

/** Deeper than any network; what walks through it does not run out of stack. */
const DEEPEST = 64
/** A spec comes from a file of 256 KiB, and keeps what it was before each extension. */
const LONGEST = 64 * 1024 * 1024

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Neither too deep, nor with a key that would reach an object's prototype where it is copied. Plain loops, here and below:
 * a list of a hundred thousand trials goes through them.
 */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  const items = value as Record<string, unknown>
  for (const key in items) {
    if (key === '__proto__' || !isShallow(items[key], levels - 1)) return false
  }
  return true
}

export const text: Form = (value) => typeof value === 'string'
export const finite: Form = (value) => Number.isFinite(value)
export const count: Form = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const mapping: Form = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const scalar: Form = (value) => text(value) || finite(value) || typeof value === 'boolean'
const word =
  (...words: readonly unknown[]): Form =>
  (value) =>
    words.includes(value)
const maybe =
  (form: Form): Form =>
  (value) =>
    value === undefined || form(value)

function list(item: Form): Form {
  return (value) => {
    if (!Array.isArray(value)) return false
    for (const each of value) if (!item(each)) return false
    return true
  }
}

function mappingOf(item: Form): Form {
  return (value) => {
    if (!mapping(value)) return false
    const items = value as Record<string, unknown>
    for (const key in items) if (!item(items[key])) return false
    return true
  }
}

function either(...forms: readonly Form[]): Form {
  return (value) => {
    for (const form of forms) if (form(value)) return true
    return false
  }
}

/** A mapping with these members; others are a later version's. */
function having(members: Readonly<Record<string, Form>>): Form {
  const needed = Object.entries(members)
  return (value) => {
    if (!mapping(value)) return false
    for (const [name, form] of needed) if (!form((value as Record<string, unknown>)[name])) return false
    return true
  }
}

const range = { min: finite, max: finite }
const distribution = either(
  having({ kind: word('categorical'), values: list(scalar) }),
  having({ kind: word('uniform', 'int_uniform', 'log_uniform'), ...range }),
  having({ kind: word('q_uniform', 'q_log_uniform'), ...range, q: finite }),
  having({ kind: word('constant'), value: scalar }),
)
const space = list(having({ name: text, distribution }))
const stage = having({ parameters: space, replicates: count, runCap: maybe(count), training: mapping })

const spec = having({
  name: text,
  method: word('grid', 'random'),
  metric: having({ name: text, goal: word('maximize', 'minimize'), at: word('best', 'last') }),
  parameters: space,
  objective: having({ data: mapping, model: mapping, training: mapping }),
  seed: count,
  replicates: count,
  runCap: maybe(count),
  retry: having({ max: count }),
  limits: having({ trialSeconds: maybe(finite), stallSeconds: finite }),
  checkpoints: having({ every: count, keep: word('best+last', 'all'), topK: count }),
  ensemble: having({ method: word('average', 'greedy', 'snapshot'), top: count, size: count }),
  earlier: maybe(list(stage)),
})

export const sweepForm = (id: string): Form => having({ id: word(id), spec, numerics: text, createdAt: finite })

export const metricsForm = mappingOf(finite)
export const timingForm = having({ seconds: finite, samplesPerSecond: finite })
export const bestForm = having({ epoch: count, score: finite, metrics: metricsForm })
export const trialForm = having({ number: count, params: mappingOf(scalar), seed: count })
export const reportForm: Form = (value) => list(text)(value) && (value as string[]).length === 3
export const summaryForm = list(either(text, (value) => typeof value === 'boolean'))

const REASONS = ['invalid', 'diverged', 'error', 'timeout', 'memory', 'mismatch', 'quarantined']
export const endForm = either(
  having({ status: word('complete'), best: bestForm, weightsSha256: text }),
  having({ status: word('failed'), reason: word(...REASONS), message: text }),
)

const DIGITS = /^\d{1,16}$/
/** Lua's `false` where nothing was counted. */
const digits: Form = (value) => value === false || (text(value) && DIGITS.test(value as string))
export const eventForm = having({
  at: digits,
  what: word(...TRIAL_EVENTS),
  attempt: digits,
  worker: text,
  epoch: digits,
  text: maybe(text),
})

/** A count as Redis keeps it, 0 where there is none. */
export function storedCount(value: unknown, place: string): number {
  if (!value) return 0
  if (typeof value !== 'string' || !DIGITS.test(value)) throw contentError(place)
  return Number(value)
}

/** What was said of a sweep, `run` where nothing was. */
export function storedControl(value: string | null, id: string): Control {
  const control = CONTROLS.find((each) => each === (value ?? 'run'))
  if (control === undefined) throw contentError(`the control of sweep ${id}`)
  return control
}

/** A name is typed, completed and printed: one that no file may give is none, but for what sets sweeps aside, or imports them. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}(~\d{1,9})*(~import)?$/

export function checkStoredName(name: string, id: string): void {
  if (!NAME.test(name)) throw contentError(`the name of sweep ${id}`)
}
