import type { Progress } from '../progress/progress.ts'
import type { Hands } from './hands.ts'

export interface StopOptions {
  /** Aborted by the first interrupt: what follows is the clean stop. */
  stop: AbortController
  hands: Hands
  view: Progress
  /** The command line that goes on. */
  again: string
  /** Ends the process. */
  exitNow: (code: number) => never
  /** How long a clean stop may take. */
  limitMs?: number
}

/** The first interrupt stops a run cleanly, a second one at once; so does a stop that takes too long. */
export function stopInTwo({ stop, hands, view, again, exitNow, limitMs = 20_000 }: StopOptions) {
  let limit: NodeJS.Timeout | undefined
  const stopAtOnce = (why: string) => {
    view.say(`${why}; what was running goes on from its last checkpoint. To go on:\n  ${again}`)
    view.close('stopped')
    hands.kill()
    exitNow(130)
  }
  return {
    interrupt(): void {
      if (stop.signal.aborted) stopAtOnce('Stopped at once')
      stop.abort()
      view.say(`${hands.stopping} Ctrl-C again stops at once.`)
      limit = setTimeout(() => stopAtOnce(`Not stopped within ${limitMs / 1000} s`), limitMs)
    },
    [Symbol.dispose]: () => clearTimeout(limit),
  }
}
