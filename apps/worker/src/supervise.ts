import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SuperviseOptions {
  /** How many processes. */
  count: number
  /** Program and arguments of the process at a place, from 1. */
  command: (place: number) => readonly [program: string, ...args: string[]]
  env: NodeJS.ProcessEnv
  log: (line: string) => void
  /** Aborting passes SIGTERM on and waits for all. */
  signal: AbortSignal
  /** How long a process must have lived for its death not to count as a fault of its start. */
  soundMs?: number
  /** The pause after a death, times how many starts in a row were fruitless. */
  pauseMs?: number
}

const FRUITLESS_STARTS = 3

/**
 * Keeps worker processes alive: one that dies is replaced, unless it dies as soon as it starts, again and again.
 *
 * @returns whether none was given up
 */
export async function supervise(options: SuperviseOptions): Promise<boolean> {
  const places = Array.from({ length: options.count }, (_, index) => keepAlive(index + 1, options))
  return (await Promise.all(places)).every(Boolean)
}

async function keepAlive(place: number, options: SuperviseOptions): Promise<boolean> {
  const { log, signal, soundMs = 5_000, pauseMs = 500 } = options
  for (let fruitless = 0; !signal.aborted; ) {
    const bornAt = performance.now()
    const end = await endOf(startOne(place, options), signal)
    if (signal.aborted) break
    fruitless = performance.now() - bornAt < soundMs ? fruitless + 1 : 0
    const isGivenUp = fruitless >= FRUITLESS_STARTS
    log(`worker ${place} ended (${end}); ${isGivenUp ? 'it does not stay alive and is given up' : 'starting another'}`)
    if (isGivenUp) return false
    await sleep(fruitless * pauseMs, undefined, { signal }).catch(() => undefined)
  }
  return true
}

/** With a channel, which closes when this process dies, so that the worker does not outlive it. */
function startOne(place: number, { command, env, log }: SuperviseOptions): ChildProcess {
  const [program, ...args] = command(place)
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  createInterface({ input: child.stderr! }).on('line', (line) => log(`worker ${place}: ${line}`))
  return child
}

async function endOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const passOn = () => child.kill('SIGTERM')
  signal.addEventListener('abort', passOn)
  try {
    const [code, killedBy] = await once(child, 'exit')
    return killedBy === null ? `exit code ${code}` : `signal ${killedBy}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    signal.removeEventListener('abort', passOn)
  }
}
