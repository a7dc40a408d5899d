import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, succeed, temporaryFolder } from './cli.ts'

const FILES = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
const mnist = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(root, 'data/mnist'))
const isThere = FILES.every((file) => existsSync(join(mnist, file)) || existsSync(join(mnist, `${file}.gz`)))
const isRequired = process.env['HYPERSWEEP_REQUIRE_MNIST'] === '1'
if (!isThere && !isRequired)
  console.warn(`MNIST tests are skipped: there are no IDX files in ${mnist}; set HYPERSWEEP_MNIST.`)

interface Row {
  accuracy: number
  loss: number
}

interface Ensemble {
  contenders: { who: string; test: Row }[]
}

describe.skipIf(!isThere && !isRequired)('the examples on MNIST', () => {
  const folder = temporaryFolder()
  const cwd = join(folder.path, 'examples')
  afterAll(() => folder[Symbol.dispose]())

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'data'))
    mkdirSync(cwd)
    symlinkSync(mnist, join(folder.path, 'data/mnist'))
    for (const file of ['mnist.yaml', 'mnist-cnn.yaml']) {
      writeFileSync(join(cwd, file), readFileSync(join(root, 'examples', file)))
    }
    await succeed(['run', 'mnist.yaml', '--dir', 'embedded'], { cwd })
  }, 900_000)

  test('what `init --template mnist` writes runs as it is', async () => {
    await succeed(['init', 'first.yaml', '--template', 'mnist'], { cwd: folder.path })
    await succeed(['run', 'first.yaml', '--set', 'training.epochs=1'], { cwd: folder.path })
    const { stdout } = await run(['best', 'mnist', '-f', 'json'], { cwd: folder.path })
    expect((JSON.parse(stdout) as { score: number }).score).toBeGreaterThan(0.95)
  }, 300_000)

  test('the best of its 24 networks has at least 97.4 % on the test set', async () => {
    const { stdout } = await run(['best', 'mnist-mlp', '--test', '-f', 'json', '--dir', 'embedded'], { cwd })
    expect((JSON.parse(stdout) as { test: Row }).test.accuracy).toBeGreaterThanOrEqual(0.974)
  })

  test('the greedy ensemble is at least as accurate as its members, and loses less than the best single', async () => {
    const { stdout } = await run(['ensemble', 'mnist-mlp', '-f', 'json', '--dir', 'embedded'], { cwd })
    const { contenders } = JSON.parse(stdout) as Ensemble
    const [single, mean, average, greedy] = contenders.map(({ test: scores }) => scores)
    expect(contenders.map(({ who }) => who)).toEqual(['best single', 'mean of members', 'average', 'greedy'])
    for (const ensemble of [average!, greedy!]) {
      expect(ensemble.accuracy).toBeGreaterThanOrEqual(mean!.accuracy)
      expect(ensemble.loss).toBeLessThan(single!.loss)
    }
  })

  test('the better of two small convolutional networks has at least 98.3 % on the test set', async () => {
    await succeed(['run', 'mnist-cnn.yaml', '--dir', 'embedded'], { cwd })
    const { stdout } = await run(['best', 'mnist-cnn', '--test', '-f', 'json', '--dir', 'embedded'], { cwd })
    expect((JSON.parse(stdout) as { test: Row }).test.accuracy).toBeGreaterThanOrEqual(0.983)
  }, 900_000)

  test('two worker processes on BullMQ give the same digest', async () => {
    const { code } = await run(['run', 'mnist.yaml', '--workers', '2', '--threads', '1', '--dir', 'auto'], { cwd })
    expect(code).toBe(0)
    const { stdout } = await run(['digest', 'mnist-mlp', '--redis', 'auto', '--dir', 'auto'], { cwd })
    expect(stdout).toBe((await run(['digest', 'mnist-mlp', '--dir', 'embedded'], { cwd })).stdout)
  }, 900_000)
})
