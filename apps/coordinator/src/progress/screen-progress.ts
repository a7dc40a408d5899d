import type { SweepStore, TrialRecord, TrialSummary } from '@hypersweep/sweep'
import { controlLines } from '../view/control-text.ts'
import { liveScreen } from '../view/live-screen.ts'
import { failureNews, retryLines } from '../view/plain-lines.ts'
import { type Snapshot, snapshot } from '../view/snapshot.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { sight } from './sight.ts'

/** More curves than a screen has rows are not read, nor more than this. */
const CURVES = 64

/** One screen that is repainted in place, on a terminal, whenever something is new or the terminal has another size. */
export function screenProgress(options: ProgressOptions): Progress {
  const { screen, store, sweep } = options
  const see = sight(options)
  const controls = controlLines(sweep.name)
  const retries = retryLines()
  const failures = failureNews()
  let last: Snapshot | undefined
  const paint = () => {
    if (last) screen.repaint(liveScreen(last, screen, screen.paint))
  }
  const resizing = screen.onResize(paint)
  return {
    async show(summaries) {
      const records = await runningRecords(store, summaries, screen.rows)
      const seen = await see(summaries)
      const failure = failures(summaries)
      for (const line of [...controls(seen.control), ...retries(summaries)]) screen.say(line)
      last = snapshot({ ...seen, records, ...(failure && { failure }) })
      paint()
    },
    say: (line) => screen.say(line),
    close() {
      resizing[Symbol.dispose]()
      screen.settle()
    },
  }
}

async function runningRecords(
  store: SweepStore,
  summaries: readonly TrialSummary[],
  rows: number,
): Promise<TrialRecord[]> {
  const running = summaries.filter((trial) => trial.state.status === 'running').slice(0, Math.min(CURVES, rows))
  const records = await Promise.all(running.map((trial) => store.trial(trial.id)))
  return records.filter((record) => record !== undefined)
}
