import { execFileSync } from 'node:child_process'

/** The command lines of all processes of this machine that hold `text`. */
export function processesWith(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(text))
}
