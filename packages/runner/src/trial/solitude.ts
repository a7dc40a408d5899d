/** Lets many work side by side, or one alone. */
export interface Solitude {
  together<T>(work: () => Promise<T>): Promise<T>
  /** Waits until those under way have ended; others that come meanwhile wait for this one. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function solitude(): Solitude {
  const underWay = new Set<Promise<unknown>>()
  let lastAlone: Promise<unknown> = Promise.resolve()
  let isTaken = 0
  const quiet = (work: Promise<unknown>) => work.catch(() => undefined)
  return {
    async together(work) {
      while (isTaken > 0) await lastAlone
      const working = work()
      const settled = quiet(working)
      underWay.add(settled)
      void settled.finally(() => underWay.delete(settled))
      return working
    },
    alone(work) {
      isTaken += 1
      const before = [...underWay, lastAlone]
      const working = Promise.all(before).then(work)
      lastAlone = quiet(working).finally(() => (isTaken -= 1))
      return working
    },
  }
}
