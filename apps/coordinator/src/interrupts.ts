const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `handler` for each Ctrl-C, request to end or closed terminal, until disposed; the process goes on meanwhile. */
export function onInterrupt(handler: () => void): Disposable {
  for (const signal of SIGNALS) process.on(signal, handler)
  return {
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, handler)
    },
  }
}
