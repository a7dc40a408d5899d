export type Log = (line: string) => void

const limits = new WeakMap<Log, Log>()

/**
 * Passes on so many lines a second, none twice in one, and counts the rest: a broken Redis can fail ten thousand times
 * a second. One log has one limit, however many connections write to it.
 */
export function rateLimited(log: Log): Log {
  const limited = limits.get(log) ?? linesPerSecond(log, 5)
  limits.set(log, limited)
  return limited
}

export function linesPerSecond(log: Log, most: number, now = () => performance.now()): Log {
  let [second, held] = [Number.NaN, 0]
  const passed = new Set<string>()
  const pass = (line: string) => {
    passed.add(line)
    log(line)
  }
  return (line) => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      passed.clear()
      if (held > 0) pass(`${held} more lines like the last were left out`)
      ;[second, held] = [current, 0]
    }
    if (passed.size < most && !passed.has(line)) pass(line)
    else held++
  }
}
