import { dataFlagTexts } from '../data-flags.ts'
import { shellWord } from '../shell-word.ts'
import { storeFlagTexts } from '../store-options.ts'
import { labelFlags } from './label-flags.ts'
import type { RunFlags } from './run-flags.ts'

export interface AgainOptions {
  /** What the person types for this program. */
  program: string
  /** The command and its own words: `run sweep.yaml`. */
  words: readonly string[]
  flags: RunFlags
}

/** The command line that goes on with the work of another: as it was typed, but for --fresh, which would begin anew once more. */
export function againText({ program, words, flags }: AgainOptions): string {
  return [program, ...againWords(words, flags).map(shellWord)].join(' ')
}

/** Its words; a URL's password is left out. */
export function againWords(words: readonly string[], flags: RunFlags): string[] {
  const { threads, workers, memory, label = {}, set = [], verbose, json } = flags
  return [
    ...words,
    ...storeFlagTexts(flags),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...(memory === undefined ? [] : ['--memory', String(memory)]),
    ...labelFlags(label),
    ...dataFlagTexts(flags),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(verbose ? ['--verbose'] : []),
    ...(json ? ['--json'] : []),
  ]
}
