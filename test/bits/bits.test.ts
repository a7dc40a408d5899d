import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import type {} from '../runtimes-setup.ts'
import { COMBINATIONS, type Combination } from './combinations.ts'
import { NETWORKS } from './networks.ts'

const run = promisify(execFile)
const script = join(import.meta.dirname, 'train-networks.ts')
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/bits/networks.json'), 'utf8')) as Hashes
const runtimes = inject('runtimes')
const areRequired = inject('runtimesAreRequired')

type Hashes = Readonly<Record<string, { weights: string; reports: string }>>

test('the golden file has the networks of the list, in its order', () => {
  expect(Object.keys(golden)).toEqual(Object.keys(NETWORKS))
})

/**
 * Where bits shall change, they are written again by the plain reference, and the change is said in CHANGELOG.md:
 *
 *     node --conditions=hypersweep-source test/bits/train-networks.ts --kernels reference > test/golden/bits/networks.json
 */
describe.concurrent('the weights and reports of every network after 500 steps are those of the golden file', () => {
  for (const combination of COMBINATIONS) {
    const { runtime, kernels, flags, only, isDense = false } = combination
    const isMissing = 'missing' in runtimes[runtime] && !areRequired
    const which = only ? ` (${only})` : isDense ? ', zeros and all' : ''
    test.skipIf(isMissing)(`on ${runtime} with ${[kernels, 'kernels', ...flags].join(' ')}${which}`, async () => {
      expect(await trained(combination)).toStrictEqual(only ? { [only]: golden[only] } : golden)
    })
  }
})

async function trained({ runtime: name, kernels, flags, only, isDense = false }: Combination): Promise<Hashes> {
  const runtime = runtimes[name]
  if ('missing' in runtime) throw new Error(`There is no ${name}: ${runtime.missing}`)
  const words = [...runtime.args, ...flags, '--conditions=hypersweep-source', script, '--kernels', kernels]
  if (isDense) words.push('--dense')
  const { stdout } = await run(runtime.command, only ? [...words, '--only', only] : words)
  return JSON.parse(stdout) as Hashes
}
