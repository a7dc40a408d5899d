import { expect, test } from 'vitest'
import { solitude } from './solitude.ts'

/** Work that ends when the test says so, and who is at work. */
function workplace() {
  const place = solitude()
  const atWork = new Set<string>()
  const ends = new Map<string, () => void>()
  const work = (name: string) => async () => {
    atWork.add(name)
    await new Promise<void>((resolve) => ends.set(name, resolve))
    atWork.delete(name)
    return name
  }
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { place, work, end, atWork: () => [...atWork].sort() }
}

test('many work side by side; one alone waits for them, and who comes later waits for it', async () => {
  const { place, work, end, atWork } = workplace()
  const all = [place.together(work('a')), place.together(work('b')), place.alone(work('alone'))]
  all.push(place.together(work('c')), place.alone(work('also alone')))
  expect(atWork()).toEqual(['a', 'b'])
  await end('a')
  expect(atWork()).toEqual(['b'])
  await end('b')
  expect(atWork()).toEqual(['alone'])
  await end('alone')
  expect(atWork()).toEqual(['also alone'])
  await end('also alone')
  expect(atWork()).toEqual(['c'])
  await end('c')
  expect(await Promise.all(all)).toEqual(['a', 'b', 'alone', 'c', 'also alone'])
})

test('work that fails lets the others go on', async () => {
  const place = solitude()
  const fails = () => Promise.reject(new Error('of the work'))
  await expect(place.together(fails)).rejects.toThrow('of the work')
  await expect(place.alone(fails)).rejects.toThrow('of the work')
  expect(await place.alone(async () => 'alone')).toBe('alone')
  expect(await place.together(async () => 'together')).toBe('together')
})
