import { expect, test } from 'vitest'
import { oneByOne } from './one-by-one.ts'

test('works are done one after the other, in order, whatever comes of each', async () => {
  const inTurn = oneByOne()
  const done: string[] = []
  const work = (name: string) => async () => {
    done.push(`${name} begins`)
    await new Promise((later) => setImmediate(later))
    done.push(`${name} ends`)
    if (name === 'b') throw new Error('b fails')
    return name
  }
  const all = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(work(name))))
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('who comes when too many wait is asked to come again, and may', async () => {
  const inTurn = oneByOne(2)
  const hold = Promise.withResolvers<void>()
  const both = [inTurn(() => hold.promise), inTurn(() => hold.promise)]
  await expect(inTurn(async () => undefined)).rejects.toMatchObject({ status: 429, code: 'BUSY' })
  hold.resolve()
  await Promise.all(both)
  await expect(inTurn(async () => 'again')).resolves.toBe('again')
})
