import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeCheckpoint, loadNetwork, openSweeps, parseSweep, trainTrial } from 'hypersweep'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'

const SWEEP = `name: moons
method: grid
parameters: { learning_rate: { values: [0.1, 0.3] }, dropout: { values: [0, 0.25] } }
data: { source: moons, rows: 300, noise: 0.1, validation: 60, test: 60 }
model: { layers: [{ dense: 8, activation: tanh, dropout: $dropout }, { dense: 2 }] }
training: { optimizer: momentum, epochs: 4, batch_size: 32 }
`

const folder = temporaryFolder()
const cwd = folder.path
const dir = join(cwd, '.hypersweep')
const sweep = parseSweep(SWEEP)
beforeAll(async () => {
  writeFileSync(join(cwd, 'moons.yaml'), SWEEP)
  await succeed(['run', 'moons.yaml'], { cwd })
}, 60_000)
afterAll(() => folder[Symbol.dispose]())

/** Every epoch of a training, with its checkpoint. */
async function trained(number: number, resume?: Uint8Array) {
  const epochs: { epoch: number; metrics: object; bytes: Uint8Array }[] = []
  for await (const { epoch, metrics, checkpoint } of trainTrial(sweep, number, resume ? { resume } : {})) {
    epochs.push({ epoch, metrics, bytes: checkpoint() })
  }
  return epochs
}

describe('trainTrial', () => {
  test('trains what `run` trained, to the last bit, and goes on from any of its epochs', async () => {
    await using sweeps = await openSweeps({ dir })
    const { reports, best } = await sweeps.trial('moons', 3)
    const epochs = await trained(3)
    expect(epochs.map(({ epoch, metrics }) => ({ epoch, metrics }))).toEqual(
      reports.map(({ epoch, metrics }) => ({ epoch, metrics })),
    )
    const stored = await sweeps.checkpoint('moons', 3)
    const own = epochs[best!.epoch - 1]!.bytes
    expect(decodeCheckpoint(own).weights).toEqual(decodeCheckpoint(stored).weights)
    const rest = await trained(3, epochs[1]!.bytes)
    expect(rest.map(({ epoch }) => epoch)).toEqual([3, 4])
    expect(Buffer.from(rest[1]!.bytes).equals(epochs[3]!.bytes)).toBe(true)
  })

  test('says that a training diverges, and that a trial is not there', async () => {
    const wild = parseSweep(SWEEP, { set: ['parameters.learning_rate.values=[1e38]', 'parameters.dropout.values=[0]'] })
    const first = (number: number) => trainTrial(wild, number).next()
    await expect(first(0)).rejects.toMatchObject({ code: 'DIVERGED' })
    await expect(first(1)).rejects.toMatchObject({ code: 'NO_SUCH_TRIAL' })
  })

  test('refuses the checkpoint of another trial', async () => {
    const [first] = await trained(0)
    await expect(trained(1, first!.bytes)).rejects.toMatchObject({ code: expect.stringMatching(/^CHECKPOINT_/) })
  })
})

describe('loadNetwork', () => {
  test('predicts as well as the sweep says that the network does', async () => {
    await using sweeps = await openSweeps({ dir })
    const [best] = await sweeps.leaderboard('moons', { top: 1 })
    const network = await loadNetwork(await sweeps.checkpoint('moons', best!.number))
    expect(network).toMatchObject({ shape: [2], epoch: best!.epoch })
    const [upper, lower] = network.predict([
      [0, 1],
      [1, -0.5],
    ])
    expect(upper!.indexOf(Math.max(...upper!))).not.toBe(lower!.indexOf(Math.max(...lower!)))
    expect(upper![0]! + upper![1]!).toBeCloseTo(1, 5)
  })

  test('refuses rows of another size, and bytes that are no checkpoint', async () => {
    const network = await loadNetwork((await trained(0))[0]!.bytes)
    expect(() => network.predict([[1, 2, 3]])).toThrow('Row 0 has 3 features. The network was trained on 2')
    await expect(loadNetwork(new Uint8Array(100))).rejects.toMatchObject({
      code: expect.stringMatching(/^CHECKPOINT_/),
    })
  })
})

describe('openSweeps', () => {
  test('filters and sorts as the leaderboard does', async () => {
    await using sweeps = await openSweeps({ dir })
    expect(await sweeps.names()).toEqual(['moons'])
    const rows = await sweeps.leaderboard('moons', { filter: 'dropout > 0', sort: 'learning_rate:desc' })
    expect(rows.map(({ params }) => params)).toEqual([
      { learning_rate: 0.3, dropout: 0.25 },
      { learning_rate: 0.1, dropout: 0.25 },
    ])
  })

  test('says what is not there', async () => {
    await expect(openSweeps({ dir: join(cwd, 'nowhere') })).rejects.toMatchObject({ code: 'NO_SWEEPS' })
    await using sweeps = await openSweeps({ dir })
    await expect(sweeps.leaderboard('moon')).rejects.toMatchObject({ code: 'UNKNOWN_SWEEP' })
    await expect(sweeps.trial('moons', 4)).rejects.toMatchObject({ code: 'NO_SUCH_TRIAL' })
    await expect(sweeps.leaderboard('moons', { filter: 'dropuot > 0' })).rejects.toMatchObject({ code: 'FILTER' })
  })

  test('reads a Redis just so', async () => {
    await using redis = await ownRedis()
    const own = join(cwd, 'redis')
    await succeed(['run', 'moons.yaml', '--redis', redis.url, '--workers', '1', '--dir', own], { cwd })
    await using there = await openSweeps({ redis: redis.url, dir: own })
    await using here = await openSweeps({ dir })
    const board = async (sweeps: typeof here) =>
      (await sweeps.leaderboard('moons')).map(({ params, score }) => [params, score])
    expect(await board(there)).toEqual(await board(here))
    expect(await there.checkpoint('moons', 0)).toBeInstanceOf(Uint8Array)
  }, 60_000)
})
