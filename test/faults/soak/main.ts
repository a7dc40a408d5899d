import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer } from '@hypersweep/adapters'
import { type SeedResult, soakSeed } from './seed.ts'
import { soakSweep } from './sweep.ts'
import { undisturbedDigest } from './undisturbed.ts'

const HELP = `pnpm soak --seeds N [--first-seed S] [--seconds 60] [--parallel 2] [--resume]

Runs sweeps among faults at random, one per seed, and says what did not hold. --resume leaves out what passed before.`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    'first-seed': { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    parallel: { type: 'string', default: '2' },
    resume: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const [count, first, seconds, parallel] = [values.seeds, values['first-seed'], values.seconds, values.parallel].map(
  Number,
)
for (const number of [count, first, seconds, parallel]) {
  if (Number.isInteger(number) && number! >= 1) continue
  console.error(`Whole numbers from 1 up are needed.\n\n${HELP}`)
  process.exit(2)
}

const folder = '.hypersweep-soak'
const record = join(folder, `passed-${seconds}.json`)
const results: SeedResult[] = values.resume && existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : []
const seeds = Array.from({ length: count! }, (_, index) => first! + index)
const open = seeds.filter((seed) => !results.some((result) => result.seed === seed))
const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
const redisCommand = await findRedisServer({ cacheDir, log: console.error })
const undisturbed = await undisturbedDigest('soak', soakSweep(seconds!))

await Promise.all(Array.from({ length: parallel! }, soakOn))
const mine = results.filter(({ seed }) => seeds.includes(seed))
console.log(`\n${summary(mine)}`)
process.exit(isSound(mine) ? 0 : 1)

/** Takes one open seed after another. */
async function soakOn(): Promise<void> {
  for (let seed = open.shift(); seed !== undefined; seed = open.shift()) {
    const result = await soakSeed({ seed, seconds: seconds!, undisturbed, redisCommand })
    results.push(result)
    console.log(lineOf(result))
    mkdirSync(folder, { recursive: true })
    writeFileSync(record, JSON.stringify(results.filter(({ violations }) => violations.length === 0)))
  }
}

function lineOf({ seed, trials, faults, resumes, staleRefused, violations, kept }: SeedResult): string {
  const counts = `${trials} trials, ${sum(Object.values(faults))} faults, ${resumes} resumes, ${staleRefused} stale writes refused`
  const bad = violations.map((violation) => `\n  ${violation}`).join('')
  return `seed ${seed}: ${counts}, ${violations.length} violations${bad}${kept ? `\n  kept in ${kept}` : ''}`
}

function summary(all: readonly SeedResult[]): string {
  const kinds = new Set(all.flatMap(({ faults }) => Object.keys(faults)))
  const faults = sum(all.map((each) => sum(Object.values(each.faults))))
  const figures = [
    `${all.length} seeds`,
    `${sum(all.map(({ trials }) => trials))} trials`,
    `${faults} faults of ${kinds.size} kinds`,
    `${sum(all.map(({ resumes }) => resumes))} resumes`,
    `${sum(all.map(({ staleRefused }) => staleRefused))} stale writes refused`,
    `${sum(all.map(({ violations }) => violations.length))} violations`,
  ]
  return figures.join(', ')
}

/** Where nothing was resumed and nothing refused, the faults missed. */
function isSound(all: readonly SeedResult[]): boolean {
  const missed = all.every(({ resumes }) => resumes === 0) || all.every(({ staleRefused }) => staleRefused === 0)
  if (missed) console.log('The faults missed: nothing was resumed, or no stale write was refused.')
  return !missed && all.every(({ violations }) => violations.length === 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
