import type { Mutant } from './mutant.ts'

/** What a mutant makes of a module, where it changes it. */
export function mutated({ name, edits }: Mutant, path: string, code: string): string | undefined {
  const mine = edits.filter(({ file }) => path.split('?')[0]!.endsWith(`/${file}`))
  if (mine.length === 0) return undefined
  return mine.reduce((text, { from, to }) => {
    const parts = text.split(from)
    if (parts.length === 2) return parts.join(to)
    throw new Error(`mutant "${name}": ${JSON.stringify(from)} is there ${parts.length - 1} times`)
  }, code)
}
