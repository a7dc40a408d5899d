import { expect, inject, test } from 'vitest'
import { soakSeed } from './seed.ts'
import { soakSweep } from './sweep.ts'
import { undisturbedDigest } from './undisturbed.ts'

test('a sweep among faults at random loses nothing, counts nothing twice, and has the digest of an undisturbed one', async () => {
  const seconds = 15
  const undisturbed = await undisturbedDigest('soak', soakSweep(seconds))
  const result = await soakSeed({ seed: 1, seconds, undisturbed, redisCommand: inject('redisCommand') })
  expect(result).toMatchObject({ violations: [], trials: 8 })
  expect(result.resumes).toBeGreaterThan(0)
}, 400_000)
