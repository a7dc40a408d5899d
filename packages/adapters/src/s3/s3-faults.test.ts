import { trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Fault, type FaultProxy, faultProxy } from '../s3-server/fault-proxy.ts'
import { type S3Server, s3Server } from '../s3-server/s3-server.ts'
import { s3CheckpointStore } from './s3-checkpoint-store.ts'

const BUCKET = 'checkpoints'
const trial = trialId('a1b2c3d4e5', 7)
const [first, second] = [
  { epoch: 1, step: 0 },
  { epoch: 2, step: 0 },
]
const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 255)

let server: S3Server
let network: FaultProxy
beforeEach(async () => {
  server = await s3Server({ buckets: [BUCKET] })
  network = await faultProxy(server.endpoint)
})
afterEach(async () => {
  await network[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Over the network that can be broken; what is silent for so long counts as broken. */
const store = (limits: { silenceMs?: number; callMs?: number } = {}) =>
  s3CheckpointStore({
    bucket: BUCKET,
    prefix: 'a',
    endpoint: network.endpoint,
    credentials: server.keys,
    silenceMs: 300,
    ...limits,
  })

const plain = (loaded: Uint8Array | undefined) => loaded && Uint8Array.from(loaded)
const once = (fault: Fault) => {
  const from = network.seen
  network.fault = ({ number }) => (number === from ? fault : undefined)
}

describe('a network that fails once costs nothing', () => {
  const faults = ['reset', 'lose reply', 'slow down', 'unavailable', 'hang'] as const

  test.each(faults)(
    'by "%s", in whatever is done',
    async (fault) => {
      const kept = store()
      const steps: (() => Promise<unknown>)[] = [
        () => kept.save(trial, first, bytes),
        () => kept.save(trial, second, bytes.slice(1)),
        () => kept.saveProbabilities(trial, bytes.slice(2)),
        async () => expect(await kept.list(trial)).toEqual([first, second]),
        async () => expect(plain(await kept.load(trial, first))).toEqual(bytes),
        async () => expect(plain(await kept.loadProbabilities(trial))).toEqual(bytes.slice(2)),
        async () => expect(await kept.trials()).toEqual([trial]),
        async () => expect(await kept.contents(trial)).toHaveLength(3),
        () => kept.setAside(trial, second),
        async () => expect(await kept.list(trial)).toEqual([first]),
        () => kept.remove(trial, first),
        async () => expect(await kept.load(trial, first)).toBeUndefined(),
        async () => {
          await using _pin = await kept.pin('a1b2c3d4e5')
          expect(await kept.pinned('a1b2c3d4e5')).toBe(true)
        },
        () => kept.removeTrial(trial),
      ]
      for (const step of steps) {
        once(fault)
        await step()
      }
      expect([...server.buckets.get(BUCKET)!.keys()]).toEqual([])
    },
    30_000,
  )

  test.each(['cut', 'stall', 'corrupt'] as const)('by "%s" among the bytes of a checkpoint', async (fault) => {
    await store().save(trial, first, bytes)
    once(fault)
    expect(plain(await store().load(trial, first))).toEqual(bytes)
    expect(network.seen).toBeGreaterThan(2)
  })
})

test('a setAside whose copy was done and whose reply was lost keeps one copy', async () => {
  await store().save(trial, first, bytes)
  const from = network.seen
  network.fault = ({ method, number }) => (method === 'PUT' && number <= from + 2 ? 'lose reply' : undefined)
  await store().setAside(trial, first)
  const left = [...server.buckets.get(BUCKET)!.keys()]
  expect(left).toEqual([expect.stringMatching(/^a\/a1b2c3d4e5-7\/000001-000000\.safetensors\.[0-9a-f]{32}\.corrupt$/)])
})

test('bytes that are damaged where they lie are given to the reader, who judges them', async () => {
  await store().save(trial, first, bytes)
  const kept = server.buckets.get(BUCKET)!.get(`a/${trial}/000001-000000.safetensors`)!
  kept.bytes = kept.bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte))
  const loaded = await store().load(trial, first)
  expect(loaded).toHaveLength(bytes.length)
  expect(plain(loaded)).not.toEqual(bytes)
})

test('what a network changes on the way is refused by the server, and what was there stays', async () => {
  await store().save(trial, first, bytes)
  once('corrupt request')
  await expect(store().save(trial, first, bytes.slice(1))).rejects.toMatchObject({ code: 'CHECKPOINT_S3' })
  expect(plain(await store().load(trial, first))).toEqual(bytes)
})

describe('a server that is away for long ends a call in time, and is well again by itself', () => {
  test.each([
    ['hang', 1500, 'it did not answer in time'],
    ['reset', 30_000, 'the connection broke'],
    ['slow down', 3000, 'it did not answer in time'],
  ] as const)(
    'by "%s", within %d ms',
    async (fault, callMs, said) => {
      const kept = store({ silenceMs: 200, callMs })
      network.fault = () => fault
      const began = performance.now()
      await expect(kept.save(trial, first, bytes)).rejects.toMatchObject({
        code: 'CHECKPOINT_S3',
        message: expect.stringContaining(
          `Could not write a checkpoint to s3://checkpoints/a/${trial}/000001-000000.safetensors: ${said}.`,
        ),
      })
      expect(performance.now() - began).toBeLessThan(callMs + 5000)
      expect(server.buckets.get(BUCKET)!.size).toBe(0)
      network.fault = () => undefined
      await kept.save(trial, first, bytes)
      expect(plain(await kept.load(trial, first))).toEqual(bytes)
    },
    45_000,
  )
})
