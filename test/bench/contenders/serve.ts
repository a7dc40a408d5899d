import { createInterface } from 'node:readline'
import type { Introduction, Measurement, Task, Turn } from '../protocol.ts'

/** Thrown by a contender that cannot do a work; the message says what it lacks. */
export class Unsupported extends Error {}

export interface Contest {
  way?: string
  /** Works until the stopwatch says that it is enough. */
  work(watch: Stopwatch): void
}

/** Does what ../protocol.ts says; ../contender.ts is the other side. */
export async function serve(name: string, about: string, prepare: (task: Task) => Promise<Contest>): Promise<void> {
  let contest: Contest | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    if (contest) {
      const watch = stopwatch((JSON.parse(line) as Turn).seconds)
      contest.work(watch)
      say(watch.measurement())
      continue
    }
    try {
      contest = await prepare(JSON.parse(line) as Task)
      say({ name, about, ...(contest.way !== undefined && { way: contest.way }) })
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error
      return say({ name, about, unsupported: error.message })
    }
  }
}

function say(line: Introduction | Measurement): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

export interface Stopwatch {
  /** Told after each bit of work; answers true once it is enough. It starts to count after a warm-up, a quarter as long. */
  isOver(count: number): boolean
  measurement(): Measurement
}

export function stopwatch(seconds: number): Stopwatch {
  const warmUntil = performance.now() + 250 * seconds
  let start: { at: number; cpu: NodeJS.CpuUsage } | undefined
  let end = 0
  let count = 0
  return {
    isOver(more) {
      end = performance.now()
      if (start) {
        count += more
        return end - start.at >= 1000 * seconds
      }
      if (end >= warmUntil) start = { cpu: process.cpuUsage(), at: performance.now() }
      return false
    },
    measurement() {
      const { user, system } = process.cpuUsage(start!.cpu)
      return { count, seconds: (end - start!.at) / 1000, cpuSeconds: (user + system) / 1e6 }
    },
  }
}
