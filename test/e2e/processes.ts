import { execFileSync } from 'node:child_process'

/** The command lines of all processes of this machine that hold `text`. */
export function processesWith(text: string): string[] {
  return listed('args', text)
}

/** What those processes do: `S` waits, `R` computes, `T` is stopped. */
export function statesWith(text: string): string[] {
  return listed('state,args', text).map((line) => line[0]!)
}

function listed(columns: string, text: string): string[] {
  const lines = execFileSync('ps', ['-eo', columns], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(text))
}
