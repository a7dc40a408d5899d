export interface FailureLimit {
  /** Seconds until this address may try again; 0 where it may. */
  wait(address: string): number
  failed(address: string): void
}

export interface FailureLimitOptions {
  /** How many may fail in one window. */
  most?: number
  windowMs?: number
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** Somebody with more addresses than this is not stopped by counting; the memory that counting takes is. */
const MOST_ADDRESSES = 1000

/** Counts failures by address, so that guessing is slow; who guesses hinders nobody at another address. */
export function failureLimit({
  most = 10,
  windowMs = 60_000,
  now = () => performance.now(),
}: FailureLimitOptions = {}): FailureLimit {
  const windows = new Map<string, { count: number; endsAt: number }>()
  const current = (address: string) => {
    const window = windows.get(address)
    if (window && window.endsAt > now()) return window
    windows.delete(address)
    return undefined
  }
  return {
    wait(address) {
      const window = current(address)
      return window && window.count >= most ? Math.ceil((window.endsAt - now()) / 1000) : 0
    },
    failed(address) {
      const window = current(address) ?? { count: 0, endsAt: now() + windowMs }
      windows.set(address, { ...window, count: window.count + 1 })
      const [oldest] = windows.keys()
      if (windows.size > MOST_ADDRESSES && oldest !== undefined) windows.delete(oldest)
    },
  }
}
