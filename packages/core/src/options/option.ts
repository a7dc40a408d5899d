import { CoreError } from '../errors.ts'

/** An interval of numbers; `whole` leaves the whole ones. */
export interface OptionRange {
  readonly min: number
  readonly minIncluded: boolean
  readonly max: number
  readonly maxIncluded: boolean
  readonly whole?: boolean
}

export interface NumberOption {
  readonly kind: 'number'
  /** Absent where it must be given. */
  readonly default?: number
  readonly range: OptionRange
  /** The option without which this one does nothing: it acts where that one is neither 0 nor false. */
  readonly needs?: string
  readonly meaning: string
}

export interface FlagOption {
  readonly kind: 'flag'
  readonly default: boolean
  readonly meaning: string
}

export interface ChoiceOption {
  readonly kind: 'choice'
  /** Absent where it must be given, or follows from something else. */
  readonly default?: string
  readonly choices: readonly string[]
  readonly meaning: string
}

/** Several numbers, in ascending order. */
export interface ListOption {
  readonly kind: 'list'
  readonly range: OptionRange
  readonly meaning: string
}

export type Option = NumberOption | FlagOption | ChoiceOption | ListOption
export type OptionValue = number | boolean | string | readonly number[]

/** By name, as the sweep file spells it. One table serves the sweep file, the checks, checkpoints and the docs. */
export type Options = Readonly<Record<string, Option>>
export type OptionValues = Readonly<Record<string, OptionValue>>

export const positive: OptionRange = { min: 0, minIncluded: false, max: Infinity, maxIncluded: false }
export const notNegative: OptionRange = { ...positive, minIncluded: true }
/** A share or a decay: [0, 1). */
export const share: OptionRange = { min: 0, minIncluded: true, max: 1, maxIncluded: false }
/** A count from 1 up. */
export const count: OptionRange = { min: 1, minIncluded: true, max: Infinity, maxIncluded: false, whole: true }
export const countOrNone: OptionRange = { ...count, min: 0 }
/** A factor that shrinks or keeps: (0, 1]. */
export const factor: OptionRange = { min: 0, minIncluded: false, max: 1, maxIncluded: true }

export function number(range: OptionRange, meaning: string, usual?: number): NumberOption {
  return { kind: 'number', range, meaning, ...(usual !== undefined && { default: usual }) }
}

export function flag(meaning: string): FlagOption {
  return { kind: 'flag', default: false, meaning }
}

/** The range as mathematicians write it: `[0, 1)`, `(0, ∞)`. */
export function rangeText({ min, minIncluded, max, maxIncluded }: OptionRange): string {
  const written = (bound: number) => `${bound}`.replace('Infinity', '∞').replace('-', '−')
  return `${minIncluded ? '[' : '('}${written(min)}, ${written(max)}${maxIncluded ? ']' : ')'}`
}

export function isInRange({ min, minIncluded, max, maxIncluded, whole }: OptionRange, value: number): boolean {
  if (whole && !Number.isSafeInteger(value)) return false
  return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max)
}

/** The defaults of those that have one. */
export function defaultsOf(options: Options): OptionValues {
  const defaults: Record<string, OptionValue> = {}
  for (const [name, option] of Object.entries(options)) {
    if ('default' in option && option.default !== undefined) defaults[name] = option.default
  }
  return defaults
}

/** The names of the options that have an effect where these are the values; an axis over any other does nothing. */
export function actingOptions(options: Options, values: OptionValues): ReadonlySet<string> {
  const acts = (option: Option) => {
    const needed = 'needs' in option && option.needs !== undefined ? values[option.needs] : true
    return needed !== 0 && needed !== false && needed !== undefined
  }
  return new Set(Object.keys(options).filter((name) => acts(options[name])))
}

/** Whether a value is one of the option's; every value of a list has to be. */
export function isOption(option: Option, value: unknown): boolean {
  switch (option.kind) {
    case 'number':
      return typeof value === 'number' && isInRange(option.range, value)
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return option.choices.includes(value as string)
    case 'list':
      return Array.isArray(value) && value.length > 0 && value.every((each, i) => isNext(option.range, value, each, i))
  }
}

function isNext(range: OptionRange, list: readonly number[], value: number, i: number): boolean {
  return typeof value === 'number' && isInRange(range, value) && (i === 0 || value > list[i - 1])
}

/** What an option takes, in words: `a number in [0, 1); 0.9 is usual`. */
export function neededText(option: Option): string {
  switch (option.kind) {
    case 'number': {
      const kind = option.range.whole ? 'a whole number' : 'a number'
      return `${kind} in ${rangeText(option.range)}${option.default === undefined ? '' : `; ${option.default} is usual`}`
    }
    case 'flag':
      return 'true or false'
    case 'choice':
      return `one of ${option.choices.join(', ')}`
    case 'list':
      return `a list of ascending ${option.range.whole ? 'whole ' : ''}numbers in ${rangeText(option.range)}`
  }
}

/**
 * Checks the values of an owner's options; values of other names are not looked at.
 *
 * @throws CoreError OPTION naming the first of the options whose value is missing or outside its range
 */
export function checkOptions(owner: string, options: Options, given: Readonly<Record<string, unknown>>): void {
  for (const [name, option] of Object.entries(options)) {
    const value = given[name]
    if (isOption(option, value)) continue
    // JSON writes NaN and ∞ as null.
    const written = typeof value === 'number' ? value : JSON.stringify(value)
    const got = `${owner}: ${name} is ${value === undefined ? 'missing' : written}.`
    throw new CoreError('OPTION', got, `Use ${neededText(option)}.`)
  }
}
