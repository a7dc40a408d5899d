/** Takes one line for people, without a line break. */
export type Log = (line: string) => void

/** A log that says each line once, however often it is true: a worker asks for the same missing data every second. */
export function onceEach(log: Log): Log {
  const said = new Set<string>()
  return (line) => {
    if (said.has(line)) return
    said.add(line)
    log(line)
  }
}
