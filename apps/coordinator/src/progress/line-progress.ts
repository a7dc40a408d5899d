import { controlLines } from '../view/control-text.ts'
import { declinesNews } from '../view/declines-text.ts'
import { endedLines, retryLines, standingLine } from '../view/plain-lines.ts'
import { snapshot } from '../view/snapshot.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { sight } from './sight.ts'

/** A log that says nothing for longer is taken for one of a program that hangs; some CI ends those. */
const SILENCE_SECONDS = 60

/** Lines for a file, a pipe or a CI log: one for each trial that ended, and one a minute where nothing else is said. */
export function lineProgress(options: ProgressOptions): Progress {
  const { screen, sweep, now = () => performance.now() / 1000 } = options
  const see = sight(options)
  const controls = controlLines(sweep.name)
  const neglect = declinesNews()
  const retries = retryLines()
  const ended = endedLines()
  let saidAt = now()
  const say = (line: string) => {
    saidAt = now()
    screen.say(line)
  }
  return {
    async show(summaries) {
      const seen = await see(summaries)
      const shot = snapshot({ ...seen, records: [] })
      const news = [
        ...controls(seen.control),
        ...neglect(shot.declines),
        ...retries(summaries),
        ...ended(summaries, shot),
      ]
      for (const line of news) say(line)
      if (now() - saidAt >= SILENCE_SECONDS) say(standingLine(shot))
    },
    say,
    close: () => undefined,
  }
}
