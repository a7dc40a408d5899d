import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sum } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import { root } from './cli.ts'
import { mnist, type Reference, testAccuracy } from './train-mnist.ts'

const folder = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(root, 'data/mnist'))
const isThere = existsSync(folder)
const isRequired = process.env['HYPERSWEEP_REQUIRE_MNIST'] === '1'
if (!isThere && !isRequired) console.warn(`MNIST accuracies are not compared with PyTorch's: there is no ${folder}.`)

const golden = new URL('../golden/oracles/accuracy_mnist.json', import.meta.url)
const { rows } = JSON.parse(readFileSync(golden, 'utf8')) as { rows: Reference[] }
const SEEDS = 10

describe.skipIf(!isThere && !isRequired)('784-128-10 on MNIST', async () => {
  const data = isThere ? await mnist(folder) : undefined

  test.each(rows)(
    'the mean accuracy of ten seeds is PyTorch’s within 0.2 points: dropout $dropout, batch norm $batchNorm',
    async (reference) => {
      const accuracies: number[] = []
      for (let seed = 0; seed < SEEDS; seed++) accuracies.push(await testAccuracy(reference, data!, seed))
      expect(Math.abs(sum(accuracies) / SEEDS - reference.mean)).toBeLessThan(0.002)
    },
  )
})
