import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { beforeEach, describe, expect, test } from 'vitest'
import { checkpointKeeper, keepCheckpointsHere, pinCheckpoints } from './checkpoint-place.ts'

const sweep = { id: 'a1b2c3d4e5', name: 'digits', spec: {} as never, numerics: '', createdAt: 0 }

const store = memorySweepStore()
beforeEach(async () => {
  await store.removeSweep(sweep.id)
  await store.addSweep(sweep)
})

/** What a command has opened, with checkpoints at a place of their own. */
function opened(place: string, isPrivate = false) {
  return { store, isPrivate, checkpoints: { ...memoryCheckpointStore(), place } }
}

describe('the first driver of a sweep', () => {
  test('says where its checkpoints are, in their store and in that of sweeps; a second time changes nothing', async () => {
    const here = opened('s3://sweeps/all')
    await keepCheckpointsHere(here, sweep)
    await keepCheckpointsHere(here, sweep)
    expect(await here.checkpoints.hasSweep(sweep.id)).toBe(true)
    expect(await store.checkpointPlace(sweep.id)).toBe('s3://sweeps/all')
  })

  test('tells a folder by its whole path', async () => {
    await keepCheckpointsHere(opened('.hypersweep/checkpoints'), sweep)
    expect(await store.checkpointPlace(sweep.id)).toBe(`${process.cwd()}/.hypersweep/checkpoints`)
  })

  test('tries again where the store was away', async () => {
    const here = opened('/mnt/shared')
    let isAway = true
    const addSweep = async (id: string) => {
      if (isAway) throw new Error('away')
      await here.checkpoints.addSweep(id)
    }
    const keep = checkpointKeeper({ ...here, checkpoints: { ...here.checkpoints, addSweep } }, sweep)
    await expect(keep()).rejects.toThrow('away')
    expect(await store.checkpointPlace(sweep.id)).toBeUndefined()
    isAway = false
    await keep()
    expect(await here.checkpoints.hasSweep(sweep.id)).toBe(true)
  })
})

describe('a later driver', () => {
  test('at another place is refused, with the place, and changes nothing', async () => {
    await keepCheckpointsHere(opened('s3://sweeps/all'), sweep)
    const other = opened('/mnt/shared')
    await expect(keepCheckpointsHere(other, sweep)).rejects.toMatchObject({
      code: 'CHECKPOINTS_ELSEWHERE',
      exitCode: 2,
      message: expect.stringContaining(
        'The checkpoints of digits are in s3://sweeps/all, and this is /mnt/shared. Use --checkpoints s3://sweeps/all.',
      ),
    })
    expect(await other.checkpoints.hasSweep(sweep.id)).toBe(false)
    expect(await store.checkpointPlace(sweep.id)).toBe('s3://sweeps/all')
  })

  test('at a folder of the same name on another machine is refused', async () => {
    await keepCheckpointsHere(opened('/data/checkpoints'), sweep)
    await expect(keepCheckpointsHere(opened('/data/checkpoints'), sweep)).rejects.toThrow(
      /it was emptied, or is another machine's folder of that name\. Give all machines one place\./,
    )
  })

  test('of a store that is its own goes on where its folder was emptied', async () => {
    await keepCheckpointsHere(opened('/data/checkpoints', true), sweep)
    const emptied = opened('/data/checkpoints', true)
    await keepCheckpointsHere(emptied, sweep)
    expect(await emptied.checkpoints.hasSweep(sweep.id)).toBe(true)
    await expect(keepCheckpointsHere(opened('/other', true), sweep)).rejects.toMatchObject({
      code: 'CHECKPOINTS_ELSEWHERE',
    })
  })

  test('finds what was moved with its marks, and says where it is now', async () => {
    const before = opened('/mnt/old')
    await keepCheckpointsHere(before, sweep)
    await keepCheckpointsHere({ ...before, checkpoints: { ...before.checkpoints, place: '/mnt/new' } }, sweep)
    expect(await store.checkpointPlace(sweep.id)).toBe('/mnt/new')
  })
})

describe('a reader', () => {
  test('pins them where they are, and is told the place where they are not', async () => {
    const here = opened('s3://sweeps/all')
    await keepCheckpointsHere(here, sweep)
    await using _pin = await pinCheckpoints(here, sweep)
    expect(await here.checkpoints.pinned(sweep.id)).toBe(true)
    await expect(pinCheckpoints(opened('/mnt/shared'), sweep)).rejects.toThrow('Use --checkpoints s3://sweeps/all.')
  })

  test('of a sweep that no driver of this version has driven looks where it was told to', async () => {
    const here = opened('/mnt/shared')
    await using _pin = await pinCheckpoints(here, sweep)
    expect(await here.checkpoints.pinned(sweep.id)).toBe(true)
  })
})
