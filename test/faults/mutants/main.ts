import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { catchMutant, type Verdict } from './catch-mutant.ts'
import type { Mutant } from './mutant.ts'
import { MUTANTS } from './mutants.ts'

const HELP = `pnpm mutants [--only TEXT] [--list]

Breaks the promises one by one, and sees each noticed by the tests that it names; those whose name has TEXT in it.`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const open = MUTANTS.filter(({ name }) => name.includes(values.only))
if (values.list) {
  for (const { name } of open) console.log(name)
  process.exit(0)
}
const count = open.length
let escaped = 0
await Promise.all(Array.from({ length: availableParallelism() }, catchOn))
console.log(`\n${count} mutants, ${count - escaped} caught, ${escaped} escaped`)
process.exit(escaped === 0 && count > 0 ? 0 : 1)

/** Takes one open mutant after another. */
async function catchOn(): Promise<void> {
  for (let mutant = open.shift(); mutant !== undefined; mutant = open.shift()) tell(mutant, await catchMutant(mutant))
}

function tell({ name }: Mutant, verdicts: readonly Verdict[]): void {
  const isCaught = verdicts.every(({ outcome }) => outcome === 'caught')
  if (!isCaught) escaped += 1
  const told = verdicts.map(
    ({ file, outcome, failed }) => `${file} ${outcome === 'caught' ? `(${failed} failed)` : outcome}`,
  )
  console.log(`${isCaught ? 'caught ' : 'ESCAPED'}  ${name}: ${told.join(', ')}`)
}
