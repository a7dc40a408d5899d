import { totalmem } from 'node:os'
import type { Log } from '../log.ts'
import type { UnderWay } from './under-way.ts'

export interface MemoryGuardOptions {
  underWay: UnderWay
  /** Resident megabytes of this process, of all threads together. */
  limitMb: number
  log: Log
  residentMb?: () => number
  everyMs?: number
}

export const OVER_MEMORY = 'MEMORY_LIMIT'

const MEBIBYTE = 1024 * 1024

/**
 * Ends the thread of the newest trial while the process takes more memory than it may: the system would end the whole
 * process, and all its trials. V8's own limits count neither typed arrays nor WebAssembly's memory.
 */
export function memoryGuard({
  underWay,
  limitMb,
  log,
  residentMb = () => process.memoryUsage.rss() / MEBIBYTE,
  everyMs = 250,
}: MemoryGuardOptions): Disposable {
  let isActing = false
  const look = async () => {
    const { newest } = underWay
    const taken = residentMb()
    if (isActing || taken <= limitMb || newest === undefined) return
    isActing = true
    const text = `The process took ${Math.round(taken)} MB, and may take ${Math.round(limitMb)} (--memory).`
    log(`${text} The newest trial is stopped.`)
    await newest.kill(OVER_MEMORY, text)
    isActing = false
  }
  const timer = setInterval(() => void look(), everyMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Four fifths of what this process may take: of its container's limit, or of the machine's memory. */
export function usualLimitMb(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) * (0.8 / MEBIBYTE)
}
