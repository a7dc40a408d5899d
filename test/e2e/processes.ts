import { execFileSync } from 'node:child_process'

/** The command lines of all processes of this machine that hold `text`. */
export function processesWith(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(text))
}

/** What those processes do: `S` waits, `R` computes, `T` is stopped. */
export function statesWith(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'state,args'], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(text)).map((line) => line[0]!)
}
