import { WorkerError } from './errors.ts'

/** What would lose data, and what to do about it. */
export interface Problem {
  problem: string
  fix: string
}

export interface CheckOptions {
  problems: readonly Problem[]
  /** The URL, fit to be shown. */
  url: string
  isAllowed: boolean
  log: (line: string) => void
}

/** @throws WorkerError REDIS_VOLATILE when a Redis that may lose results was not allowed */
export function checkDurability({ problems, url, isAllowed, log }: CheckOptions): void {
  if (problems.length === 0) return
  const lines = problems.map(({ problem, fix }) => `\n  ${problem}; ${fix}`)
  const got = `The Redis at ${url} may lose results:${lines.join('')}\n`
  if (!isAllowed) throw new WorkerError('REDIS_VOLATILE', got, 'Mend that, or use it as it is with --allow-volatile.')
  for (const { problem } of problems) log(`the Redis at ${url} may lose results: ${problem}`)
}
