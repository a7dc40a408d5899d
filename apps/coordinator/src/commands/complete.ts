import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { forBash, fromBash } from '../completion/bash-words.ts'
import { type Candidate, complete } from '../completion/complete.ts'
import type { Typed } from '../completion/typed.ts'
import type { Context } from '../context.ts'
import { printable } from '../view/printable.ts'

/** Who presses Tab does not want to wait for a Redis. */
const PATIENCE_MS = 1000

/** The command line, or as much of it as a command that is called needs. */
type Program = (context: Context, called?: string) => Promise<Command>

/** What the scripts of `completion` ask: `words` or `files`, then a line for each word, with what it is. */
export function completeCommand(context: Context, program: Program): Command {
  return new Command('__complete')
    .argument('<shell>')
    .argument('[words...]')
    .helpOption(false)
    .action(async (shell: string, typed: string[]) => {
      const words = shell === 'bash' ? fromBash(typed) : typed
      const shown = (value: string) => (shell === 'bash' ? forBash(value, words.at(-1) ?? '') : value)
      const whole = await program(context, words.length > 1 ? words[0] : undefined)
      const late = sleep(PATIENCE_MS, [], { ref: false })
      const names = (values: Typed['values']) => Promise.race([sweepNames(values, context), late])
      const completion = await complete(whole, words, names)
      const all = completion.kind === 'words' ? completion.candidates : []
      // A name of the store that no shell should see typed.
      const candidates = all.filter(({ value }) => value === printable(value))
      const lines = candidates.map(({ value, about }) => `${shown(value)}\t${printable(about)}`)
      context.out.write([completion.kind, ...lines].map((line) => `${line}\n`).join(''))
    })
}

/** None where the store does not answer: a person who presses Tab wants no error. */
async function sweepNames(values: Typed['values'], context: Context): Promise<Candidate[]> {
  const redis = values['--redis'] ?? context.redis
  // A private Redis would have to be started first.
  if (redis === 'auto') return []
  try {
    const dir = values['--dir'] ?? '.hypersweep'
    await using engine = await context.open({ dir, create: false, allowVolatile: true, ...(redis && { redis }) })
    return (await engine.store.sweeps()).map(({ name, spec }) => ({ value: name, about: spec.method }))
  } catch {
    return []
  }
}
