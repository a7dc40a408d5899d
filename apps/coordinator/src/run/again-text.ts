import { storeFlagTexts } from '../store-options.ts'
import type { RunFlags } from './run-flags.ts'

export interface AgainOptions {
  /** What the person types for this program. */
  program: string
  file: string
  flags: RunFlags
}

/** The command line that goes on with a run: as it was typed, but for --fresh, which would begin anew once more. */
export function againText({ program, file, flags }: AgainOptions): string {
  const { threads, workers, memory, set = [], verbose, json } = flags
  const words = [
    file,
    ...storeFlagTexts(flags),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...(memory === undefined ? [] : ['--memory', String(memory)]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(verbose ? ['--verbose'] : []),
    ...(json ? ['--json'] : []),
  ]
  return [program, 'run', ...words.map(shellWord)].join(' ')
}

/** As a shell reads it back. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
