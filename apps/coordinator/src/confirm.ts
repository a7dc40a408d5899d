import { createInterface } from 'node:readline/promises'
import { shown } from './view/printable.ts'

/** Asks on the terminal; whatever is not `y` or `yes` is a no, the end of input too. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const end = new AbortController()
  const abort = () => end.abort()
  for (const event of ['close', 'SIGINT'] as const) lines.once(event, abort)
  // A terminal that is closed meanwhile ends its input by an error.
  for (const source of [lines, process.stdin]) source.on('error', abort)
  try {
    const answer = await lines.question(`${shown(question)} [y/N] `, { signal: end.signal })
    return /^\s*y(es)?\s*$/i.test(answer)
  } catch (error) {
    if (!end.signal.aborted) throw error
    process.stderr.write('\n')
    return false
  } finally {
    lines.close()
    process.stdin.off('error', abort)
  }
}
