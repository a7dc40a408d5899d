export type Log = (line: string) => void

/** Passes on so many lines a second and counts the rest: a broken Redis can fail ten thousand times a second. */
export function rateLimited(log: Log, linesPerSecond = 5, now = () => performance.now()): Log {
  let [second, passed, held] = [Number.NaN, 0, 0]
  return (line) => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      if (held > 0) log(`${held} more lines like the last were left out`)
      ;[second, passed, held] = [current, 0, 0]
    }
    if (passed < linesPerSecond) {
      passed++
      log(line)
    } else held++
  }
}
