import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SuperviseOptions {
  /** How many processes. */
  count: number
  /** Program and arguments of the process at a place, from 1. */
  command: (place: number) => readonly [program: string, ...args: string[]]
  log: (line: string) => void
  /** Aborting passes SIGTERM on and waits for all. */
  signal: AbortSignal
  /** How long a process must have lived for its death not to count as a fault of its start. */
  soundMs?: number
}

const FRUITLESS_STARTS = 3

/**
 * Keeps worker processes alive: one that dies is replaced, unless it dies as soon as it starts, again and again.
 *
 * @returns whether every process went on or drained, and none was given up
 */
export async function supervise(options: SuperviseOptions): Promise<boolean> {
  const places = Array.from({ length: options.count }, (_, index) => keepAlive(index + 1, options))
  return (await Promise.all(places)).every(Boolean)
}

async function keepAlive(place: number, { command, log, signal, soundMs = 5_000 }: SuperviseOptions): Promise<boolean> {
  for (let fruitless = 0; !signal.aborted; ) {
    const bornAt = performance.now()
    const [program, ...args] = command(place)
    const child = spawn(program, args, { stdio: 'inherit' })
    const passOn = () => child.kill('SIGTERM')
    signal.addEventListener('abort', passOn)
    const [code, killedBy] = await once(child, 'exit')
    signal.removeEventListener('abort', passOn)
    if (signal.aborted) return true
    fruitless = performance.now() - bornAt < soundMs ? fruitless + 1 : 0
    log(`worker ${place} ended (${killedBy ?? `exit code ${code}`})`)
    if (fruitless >= FRUITLESS_STARTS) return false
    await sleep(fruitless * 500, undefined, { signal }).catch(() => undefined)
  }
  return true
}
