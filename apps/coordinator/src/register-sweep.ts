import { randomInt } from 'node:crypto'
import {
  isStageOf,
  missingExtension,
  type SweepRecord,
  type SweepSpec,
  type SweepStore,
  specDifferences,
} from '@hypersweep/sweep'
import { CliError } from './errors.ts'
import { extensionWords } from './extension-words.ts'
import { shellWord } from './shell-word.ts'

export interface Registration {
  store: SweepStore
  spec: SweepSpec
  numerics: string
  /** Begin anew: a sweep of that name is renamed to `name~1` (or the next free one), with all that it has. */
  fresh?: boolean
  now?: () => number
}

export interface Registered {
  sweep: SweepRecord
  /** The name that the sweep which was there has now. */
  renamedTo?: string
}

/**
 * The sweep that is to run: the stored one of that name where it has the same spec, now or before it was extended, and
 * the same numeric code; else a new one.
 *
 * @throws CliError SWEEP_DIFFERS, NUMERICS_DIFFER where the stored one is another sweep, and results would not compare
 */
export async function registerSweep(registration: Registration): Promise<Registered> {
  const { store, spec, numerics, fresh = false, now = Date.now } = registration
  const stored = await store.sweepNamed(spec.name)
  const renamedTo = stored && fresh ? await setAside(store, stored) : undefined
  if (stored && !fresh) return { sweep: checked(stored, registration) }
  const sweep = await store.addSweep({ id: newId(), name: spec.name, spec, numerics, createdAt: now() })
  // Another process may have added it in between; then it has to be the same sweep.
  return { sweep: checked(sweep, registration), ...(renamedTo !== undefined && { renamedTo }) }
}

function checked(stored: SweepRecord, { spec, numerics }: Registration): SweepRecord {
  const ways = `Give this one another name, or run it with --fresh, which keeps the old one as ${spec.name}~1.`
  if (!isStageOf(stored.spec, spec)) {
    const keys = specDifferences(stored.spec, spec)
    const got = `There is a sweep named "${spec.name}" already, and it differs in ${keys.join(', ')}.`
    throw new CliError('SWEEP_DIFFERS', got, `${extendText(stored.spec, spec)}${ways}`)
  }
  if (stored.numerics !== numerics) {
    throw otherCode(stored, numerics, `; or: ${ways}`)
  }
  return stored
}

/** Why a sweep cannot go on here: results of two numeric codes would not compare. */
export function otherCode({ name, numerics }: SweepRecord, own: string, otherWays = '.'): CliError {
  const got = `The sweep "${name}" was begun with the numeric code ${short(numerics)}, and this is ${short(own)}.`
  const needed = `Their results would not compare. Use the version that began it${otherWays}`
  return new CliError('NUMERICS_DIFFER', got, needed)
}

/** How the stored sweep becomes the one that is wanted, where it can. */
function extendText(stored: SweepSpec, wanted: SweepSpec): string {
  const extension = missingExtension(stored, wanted)
  if (extension === undefined) return ''
  return `To go on with it: hypersweep extend ${[stored.name, ...extensionWords(extension)].map(shellWord).join(' ')}\n`
}

async function setAside(store: SweepStore, stored: SweepRecord): Promise<string> {
  const taken = new Set((await store.sweeps()).map((sweep) => sweep.name))
  let place = 1
  while (taken.has(`${stored.name}~${place}`)) place += 1
  const name = `${stored.name}~${place}`
  await store.rename(stored.id, name)
  return name
}

/** 10 random characters of a-z and 0-9. */
export function newId(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')
}

function short(numerics: string): string {
  return numerics.slice(0, 12)
}
