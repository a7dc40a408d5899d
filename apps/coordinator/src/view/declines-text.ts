import { type Decline, labelsText, type SweepRecord } from '@hypersweep/sweep'
import { printable } from './printable.ts'

/** Why nobody takes trials, for people. */
export interface DeclinesText {
  /** `no worker has data mnist` */
  what: string
  /** What workers lack, of three at most, equal words once. */
  details: readonly string[]
  /** Who said so. */
  all: readonly Decline[]
}

/** @param declines  one at least */
export function declinesText(sweep: SweepRecord, declines: readonly Decline[]): DeclinesText {
  const [first, ...rest] = declines
  const isOne = first !== undefined && rest.every(({ reason }) => reason === first.reason)
  const what = `no worker ${isOne ? LACKING[first.reason](sweep) : 'can take its trials'}`
  return { what, details: details(declines), all: declines }
}

const LACKING: Readonly<Record<Decline['reason'], (sweep: SweepRecord) => string>> = {
  data: ({ spec: { objective } }) =>
    `has data ${printable(String(objective.data['name'] ?? objective.data['source']))}`,
  numerics: () => 'has its numeric code',
  checkpoints: () => 'has its checkpoint store',
  labels: ({ spec: { requires = {} } }) =>
    `has label${Object.keys(requires).length === 1 ? '' : 's'} ${printable(labelsText(requires))}`,
}

function details(declines: readonly Decline[]): string[] {
  const workers = new Map<string, string[]>()
  for (const { worker, text } of declines) workers.set(text, [...(workers.get(text) ?? []), printable(worker)])
  const all = [...workers].map(([text, names]) => `${namesText(names)}: ${printable(text)}`)
  return all.length <= MOST ? all : [...all.slice(0, MOST), `and ${all.length - MOST} more`]
}

const MOST = 3

function namesText(names: readonly string[]): string {
  return names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`
}

/** A line whenever it is another reason than before for which nobody takes trials, and none once somebody does. */
export function declinesNews() {
  let told: string | undefined
  return (declines: DeclinesText | undefined): string[] => {
    const isNews = declines !== undefined && declines.what !== told
    told = declines?.what
    return isNews ? [`waiting: ${declines.what} (${declines.details.join('; ')})`] : []
  }
}
