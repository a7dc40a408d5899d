import { createServer } from 'node:net'
import { trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type S3Server, s3Server } from '../s3-server/s3-server.ts'
import { type S3Options, s3CheckpointStore } from './s3-checkpoint-store.ts'

const trial = trialId('a1b2c3d4e5', 7)
const first = { epoch: 1, step: 0 }
const SECRET = 'wrong-secret-0123456789'

let server: S3Server
beforeEach(async () => {
  server = await s3Server({ buckets: ['checkpoints'], region: 'eu-west-1' })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server[Symbol.asyncDispose]()
})

async function refusal(options: Partial<S3Options>) {
  const { endpoint, keys: credentials } = server
  const own = { bucket: 'checkpoints', prefix: '', endpoint, region: 'eu-west-1', credentials, silenceMs: 500 }
  const store = s3CheckpointStore({ ...own, ...options })
  const error = await store.save(trial, first, Uint8Array.of(1)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  const { code, message } = error as Error & { code: string }
  for (const secret of [SECRET, 'AKIDWRONG', server.keys.secretAccessKey, server.keys.accessKeyId]) {
    expect(message).not.toContain(secret)
  }
  return `${code}: ${message}`
}

const WRITING = 'Could not write a checkpoint to s3://checkpoints/a1b2c3d4e5-7/000001-000000.safetensors:'

test('keys that are wrong are told apart, and never repeated', async () => {
  const unknown = { accessKeyId: 'AKIDWRONG', secretAccessKey: SECRET }
  expect(await refusal({ credentials: unknown })).toMatch(
    `CHECKPOINT_S3: ${WRITING} the server does not know the access key. See AWS_ACCESS_KEY_ID`,
  )
  expect(await refusal({ credentials: { ...server.keys, secretAccessKey: SECRET } })).toMatch(
    `${WRITING} the secret key is not that of the access key. See AWS_ACCESS_KEY_ID`,
  )
})

test('a bucket that is not there, and one in another region, are named', async () => {
  expect(await refusal({ bucket: 'elsewhere' })).toMatch('there is no bucket elsewhere. Make it, or name another one.')
  expect(await refusal({ region: 'us-east-1' })).toMatch(
    `${WRITING} the bucket is in the region eu-west-1. Set AWS_REGION to eu-west-1.`,
  )
})

test('credentials that nobody gave are asked for', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  const { endpoint } = server
  const store = s3CheckpointStore({ bucket: 'checkpoints', prefix: '', endpoint })
  await expect(store.list(trial)).rejects.toThrow(/: no credentials were found\. Set AWS_ACCESS_KEY_ID and/)
})

test('a server that is not there is told, with what goes on', async () => {
  const nobody = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => nobody.once('listening', listening))
  const { port } = nobody.address() as { port: number }
  await new Promise((closed) => nobody.close(closed))
  expect(await refusal({ endpoint: `http://127.0.0.1:${port}` })).toMatch(
    /nothing listens there\. Trials go on from their last checkpoint once it answers/,
  )
  expect(await refusal({ endpoint: 'http://no-such-host.invalid' })).toMatch(/its name (has no address|could not be)/)
}, 20_000)

test('a clock that is far off needs no mending: requests are signed by the time of the server', async () => {
  await using ahead = await s3Server({ buckets: ['checkpoints'], now: () => Date.now() + 3_600_000 })
  const store = s3CheckpointStore({
    bucket: 'checkpoints',
    prefix: '',
    endpoint: ahead.endpoint,
    credentials: ahead.keys,
  })
  await store.save(trial, first, Uint8Array.of(1))
  const [kept] = await store.contents(trial)
  expect(Math.abs(kept!.ageMs)).toBeLessThan(5000)
})
