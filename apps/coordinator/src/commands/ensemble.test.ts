import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { decodeCheckpoint } from '@hypersweep/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-ensemble-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
const cli = testCli(stores, folder)
const json = async (line: string) => JSON.parse((await cli.run(`${line} -f json`)).out)

interface Vote {
  trial: number
  epoch: number
  votes: number
}

beforeAll(async () => {
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  await cli.run('run arms.yaml')
  await cli.run('run arms.yaml --set name=every --set checkpoints.keep=all')
})

async function contender(who: string, line = 'ensemble arms') {
  const { contenders } = await json(line)
  return contenders.find((one: { who: string }) => one.who === who)
}

test('the best single network has the loss that its trial reported, to the last bit', async () => {
  const { metrics } = await json('best arms')
  const { validation } = await contender('best single')
  expect(validation).toEqual({ loss: metrics.val_loss, accuracy: metrics.val_accuracy })
})

test('the members of an average lose no less on average than it does', async () => {
  const average = 'ensemble arms --method average --top 3'
  const [single, mean, both] = await Promise.all(
    ['best single', 'mean of members', 'average'].map((who) => contender(who, average)),
  )
  for (const part of ['validation', 'test']) {
    // Jensen: −log is convex. Equality would need members that agree in every row.
    expect(both[part].loss).toBeLessThan(mean[part].loss)
    expect(both[part].loss).not.toBe(single[part].loss)
  }
})

describe('a greedy ensemble', () => {
  test('loses no more on validation rows than the best single network, or the average of as many as it may choose from', async () => {
    const { contenders, method, members } = await json('ensemble arms')
    const lossOf = (who: string) => contenders.find((one: { who: string }) => one.who === who).validation.loss
    const averages = await Promise.all(
      [1, 2, 3].map(
        async (top) => (await contender('average', `ensemble arms --method average --top ${top}`)).validation,
      ),
    )
    expect(method).toBe('greedy')
    expect(lossOf('greedy')).toBeLessThanOrEqual(lossOf('best single'))
    expect(lossOf('greedy')).toBeLessThanOrEqual(Math.min(...averages.map(({ loss }) => loss)) + 1e-12)
    expect(members.reduce((sum: number, { votes }: Vote) => sum + votes, 0)).toBeLessThanOrEqual(25)
  })

  test('of one vote is the network with the least loss', async () => {
    const { members, contenders } = await json('ensemble arms --size 1 --top 6')
    const rows = (await json('lb arms -n 6')).rows as { number: number; metrics: { val_loss: number } }[]
    const [least] = rows.toSorted((a, b) => a.metrics.val_loss - b.metrics.val_loss)
    expect(members).toMatchObject([{ trial: least!.number, votes: 1 }])
    expect(contenders.at(-1).validation.loss).toBe(least!.metrics.val_loss)
  })
})

describe('a snapshot ensemble', () => {
  test('is made of the epochs of one trial that lose least', async () => {
    const { members } = await json('ensemble every --method snapshot --top 2 --trial 3')
    const { reports } = (await json('trial show every 3')) as {
      reports: { epoch: number; metrics: { val_loss: number } }[]
    }
    const least = reports.toSorted((a, b) => a.metrics.val_loss - b.metrics.val_loss).slice(0, 2)
    expect(members).toMatchObject(least.map(({ epoch }) => ({ trial: 3, epoch, votes: 1 })))
  })

  test('stands in one table with all others where every checkpoint was kept', async () => {
    const { contenders } = await json('ensemble every')
    expect(contenders.map(({ who }: { who: string }) => who)).toEqual([
      'best single',
      'mean of members',
      'average',
      'snapshot',
      'greedy',
    ])
    const { out } = await cli.run('ensemble every')
    expect(out).toMatch(/^ensemble \(greedy\) of trials \d.*; chosen on validation rows\n/)
    expect(out).toMatch(/snapshot of \d epochs/)
  })

  test('needs every checkpoint, and says so', async () => {
    const { code, err } = await cli.run('ensemble arms --method snapshot')
    expect(code).toBe(2)
    expect(err).toContain('Run a sweep with checkpoints: { keep: all }.')
  })
})

test('a trial that there is none of is named', async () => {
  expect((await cli.run('ensemble arms --trial 77 --method snapshot')).err).toContain('arms has no trial 77.')
})

test('parameters are counted: weights and biases of two dense layers, for each network once', async () => {
  const single = await contender('best single')
  expect(single.parameters).toBe(2 * 8 + 8 + 8 * 3 + 3)
  const { votes, parameters } = await contender('greedy')
  expect(parameters).toBe(votes.length * single.parameters)
})

describe('a saved ensemble', () => {
  const fileOf = ({ trial, epoch }: Vote) => `trial-${trial}-epoch-${epoch}.safetensors`

  test('is whole, and predicts what its members average by their votes', async () => {
    const { code, out } = await cli.run('ensemble arms --top 6 -o saved -f json')
    expect(code).toBe(0)
    const { members, contenders } = JSON.parse(out) as { members: Vote[]; contenders: { test: object }[] }
    expect(readdirSync(join(folder, 'saved')).sort()).toEqual(['manifest.json', ...members.map(fileOf)].sort())
    const manifest = JSON.parse(readFileSync(join(folder, 'saved/manifest.json'), 'utf8'))
    expect(manifest.test).toEqual(contenders.at(-1)!.test)
    writeFileSync(join(folder, 'points.csv'), 'x,y\n0.1,0.2\n-0.5,0.3\n')
    const together = await json('predict saved points.csv')
    let [sum, votes] = [0, 0]
    for (const member of members) {
      const alone = await json(`predict saved/${fileOf(member)} points.csv`)
      sum += member.votes * alone[1].probabilities['2']
      votes += member.votes
    }
    expect(together[1].probabilities['2']).toBeCloseTo(sum / votes, 12)
  })

  test('is not written over, and takes rows of its own width alone', async () => {
    await cli.run('ensemble arms --method average --top 2 -o pair')
    expect((await cli.run('ensemble arms -o pair')).err).toContain('is there already')
    writeFileSync(join(folder, 'wide.csv'), 'x,y,z\n1,2,3\n')
    expect((await cli.run('predict pair wide.csv')).err).toContain('has 3 features in a row. The network takes 2')
  })

  test('of which a file was changed is refused, however whole that file is', async () => {
    await cli.run('ensemble arms --method average --top 2 -o changed')
    const [one, other] = readdirSync(join(folder, 'changed')).filter((name) => name.endsWith('.safetensors'))
    const bytes = readFileSync(join(folder, 'changed', other!))
    expect(decodeCheckpoint(bytes).epoch).toBeGreaterThan(0)
    writeFileSync(join(folder, 'changed', one!), bytes)
    const { code, err } = await cli.run('predict changed points.csv')
    expect([code, err]).toEqual([2, expect.stringContaining(`${one} is not the file that was saved.`)])
  })
})
