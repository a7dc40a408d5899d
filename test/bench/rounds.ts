import { type Command, type Contender, startContender } from './contender.ts'
import type { Measurement, Task } from './protocol.ts'
import { median, spread } from './statistics.ts'

/** Above it more than one thread worked, below it others took the core away. */
const USUAL_CPU_SHARE = { from: 0.8, to: 1.1 }
const LARGE_SPREAD = 0.25

/** What came of one contender in one work. */
export interface Result {
  contender: string
  /** Name, version, threads. */
  about: string
  way?: string
  /** Steps or rows a second, by round; none when it took no part. */
  rates: number[]
  /** CPU seconds a second, median. */
  cpuShare?: number
  unsupported?: string
  warnings: string[]
}

/** Measures all contenders of a work, one after the other, in each round. */
export async function measureWork(
  task: Task,
  commands: ReadonlyMap<string, Command>,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Result[]> {
  await using stack = new AsyncDisposableStack()
  const entries: { contender: string; process: Contender; measured: Measurement[] }[] = []
  for (const [contender, command] of commands) {
    entries.push({ contender, process: stack.use(await startContender(command, task)), measured: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { process, measured } of entries) {
      if (process.introduction.unsupported === undefined) measured.push(await process.measure({ seconds }))
    }
  }
  return entries.map(({ contender, process, measured }) => result(contender, process, measured))
}

function result(contender: string, { introduction }: Contender, measured: readonly Measurement[]): Result {
  const { name, about, way, unsupported } = introduction
  const base = { contender, about: `${name}, ${about}`, ...(way && { way }) }
  if (unsupported !== undefined) return { ...base, rates: [], unsupported, warnings: [] }
  const rates = measured.map(({ count, seconds }) => count / seconds)
  const cpuShare = median(measured.map(({ cpuSeconds, seconds }) => cpuSeconds / seconds))
  return { ...base, rates, cpuShare, warnings: warnings(rates, cpuShare) }
}

/** What makes a figure doubtful. */
export function warnings(rates: readonly number[], cpuShare: number): string[] {
  const found: string[] = []
  const used = `it used ${cpuShare.toFixed(2)} s of CPU a second`
  if (cpuShare > USUAL_CPU_SHARE.to) found.push(`${used}: more than one thread`)
  if (cpuShare < USUAL_CPU_SHARE.from) found.push(`${used}: the machine was busy`)
  if (spread(rates) > LARGE_SPREAD) found.push(`its rounds lie ${(100 * spread(rates)).toFixed(0)} % apart`)
  return found
}
