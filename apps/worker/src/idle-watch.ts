/** Notices that the processes of a worker have had nothing to do for a while. */
export interface IdleWatch extends Disposable {
  /** Aborted once they had none for so long. */
  readonly signal: AbortSignal
  /** Told that the process of a place starts, which is something to do. */
  starts(place: number): void
  /** Told how many trials it has under way; with none it waits for some. */
  saw(place: number, trials: number): void
}

/** @param seconds  how long; without, they may have nothing to do for ever */
export function idleWatch(seconds = Infinity): IdleWatch {
  const idle = new AbortController()
  const busy = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  return {
    signal: idle.signal,
    starts(place) {
      busy.add(place)
      clearTimeout(timer)
    },
    saw(place, trials) {
      const wasBusy = busy.size > 0
      if (trials > 0) busy.add(place)
      else busy.delete(place)
      if (busy.size > 0) clearTimeout(timer)
      else if (wasBusy && seconds < Infinity) timer = setTimeout(() => idle.abort(), seconds * 1000)
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
