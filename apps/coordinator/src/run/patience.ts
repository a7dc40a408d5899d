import { CliError } from '../errors.ts'

export interface PatienceOptions {
  /** Told of each trouble once. */
  say: (line: string) => void
  /** How long to bear it; for ever where somebody else may mend it. */
  limitMs?: number
  now?: () => number
}

/** Bears a store that is away: says so once, and again only after it was well in between or says something else. */
export function patience({ say, limitMs = Infinity, now = () => performance.now() }: PatienceOptions) {
  let trouble: { text: string; since: number } | undefined
  return {
    well(): void {
      trouble = undefined
    },
    /** @throws CliError STORE_GONE once it has lasted too long */
    bear(error: unknown): void {
      const text = error instanceof Error ? error.message : String(error)
      if (text !== trouble?.text) say(`${text} Trying again.`)
      trouble = { text, since: trouble?.since ?? now() }
      if (now() - trouble.since < limitMs) return
      const needed = 'Nothing is lost: run the same command again.'
      throw new CliError('STORE_GONE', text, needed, { exitCode: 1, cause: error })
    },
  }
}
