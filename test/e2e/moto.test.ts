import { randomUUID } from 'node:crypto'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { checkpointStoreAt, probeCheckpoints } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'
import { type CheckpointStoreHarness, checkpointStoreConformance } from '@hypersweep/sweep/conformance'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findMoto, motoServer } from './moto.ts'

const { CI, HYPERSWEEP_REQUIRE_MOTO } = process.env
const isRequired = HYPERSWEEP_REQUIRE_MOTO ? HYPERSWEEP_REQUIRE_MOTO === '1' : Boolean(CI)

const moto = await findMoto(console.error)
const missing = 'missing' in moto ? moto.missing : undefined
const needs = missing === undefined ? '' : `: needs ${missing}`

/** Said by name where it is not here, and a failure where it is required. */
describe.skipIf(missing !== undefined && !isRequired)(`moto, an S3 that others wrote${needs}`, () => {
  let server: Awaited<ReturnType<typeof motoServer>> | undefined
  let env: Record<string, string>
  beforeAll(async () => {
    if ('missing' in moto) throw new Error(`There is no ${moto.missing}.`)
    server = await motoServer(moto, 'sweeps')
    env = { AWS_ENDPOINT_URL_S3: server.endpoint }
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  }, 120_000)
  afterAll(() => server?.[Symbol.asyncDispose]())

  checkpointStoreConformance('checkpoints in it', () => harness(() => env))

  test('holds more trials than a page of a list, and all are told', async () => {
    const store = checkpointStoreAt(`s3://sweeps/${randomUUID()}`, env)
    const trials = Array.from({ length: 1010 }, (_, number) => trialId('a1b2c3d4e5', number))
    await Promise.all(trials.map((trial) => store.save(trial, { epoch: 1, step: 0 }, Uint8Array.of(1))))
    expect((await store.trials()).toSorted()).toEqual(trials.toSorted())
  }, 120_000)

  test('is found well by the doctor, and missing where it is', async () => {
    expect(await probeCheckpoints('s3://sweeps/probe', env)).toMatchObject({ place: 's3://sweeps/probe' })
    await expect(probeCheckpoints('s3://absent/probe', env)).rejects.toThrow('there is no bucket absent.')
  })
})

/** A prefix of its own for each test, which Amazon's client looks into without us. */
async function harness(env: () => Record<string, string>): Promise<CheckpointStoreHarness> {
  const prefix = randomUUID()
  const client = new S3Client({ endpoint: env()['AWS_ENDPOINT_URL_S3']!, region: 'us-east-1', forcePathStyle: true })
  const listed = async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'sweeps', Prefix: `${prefix}/` }))
    return (page.Contents ?? []).map(({ Key }) => Key!)
  }
  const bytesOf = async (Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket: 'sweeps', Key }))).Body!.transformToByteArray()
  return {
    open: async () => checkpointStoreAt(`s3://sweeps/${prefix}`, env()),
    // An object is there once all its bytes have come, or not at all.
    cutShort: async () => {},
    setAside: async (trial) => {
      const keys = (await listed()).filter((key) => key.includes(`/${trial}/`) && key.endsWith('.corrupt'))
      return Promise.all(keys.map(bytesOf))
    },
    contents: listed,
    [Symbol.asyncDispose]: async () => client.destroy(),
  }
}
