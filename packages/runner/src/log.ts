/** Facts of a line, for programs: `sweep`, `trial`, `attempt`, `epoch`, `event`, `reason`; `level` is `info` where absent. */
export interface LogFields {
  readonly level?: 'debug' | 'info' | 'warn' | 'error'
  readonly [field: string]: string | number | undefined
}

/** Takes one line for people, without a line break, and what programs may know of it. */
export type Log = (line: string, fields?: LogFields) => void

/** A log that says each line once, however often it is true: a worker asks for the same missing data every second. */
export function onceEach(log: Log): Log {
  const said = new Set<string>()
  return (line, fields) => {
    if (said.has(line)) return
    said.add(line)
    log(line, fields)
  }
}
