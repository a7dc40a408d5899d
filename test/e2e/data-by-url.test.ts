import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { files, secureMirror, testCertificate } from '@hypersweep/datasets/testing'
import { expect, test } from 'vitest'
import { root, run, start, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'

const table = readFileSync(join(root, 'examples/data/penguins.csv'))

const sweep = (url: string) => `name: birds
method: grid
parameters: { learning_rate: { values: [0.01, 0.03] } }
data: { source: csv, url: ${url}, label: species }
model: { layers: [{ dense: 8 }, { dense: 3 }] }
training: { optimizer: adam, epochs: 3, batch_size: 16 }
`

test('a sweep whose data lies at a URL is trained by workers that fetch it where their operator allows that', async () => {
  await using redis = await ownRedis()
  await using server = await secureMirror(files({ '/penguins.csv': table }))
  using folder = temporaryFolder()
  const [cwd, ca] = [folder.path, join(folder.path, 'ca.pem')]
  writeFileSync(ca, testCertificate.cert)
  writeFileSync(join(cwd, 'birds.yaml'), sweep(`${server.at('localhost')}penguins.csv`))
  const host = `localhost:${server.port}=127.0.0.0/8,localhost:${server.port}=::1`
  const env = { NODE_EXTRA_CA_CERTS: ca, XDG_CACHE_HOME: join(cwd, 'none') }
  const cli = (words: string, more = {}) => run(words.split(' '), { cwd, env: { ...env, ...more } })

  const refused = await cli(`create birds.yaml --redis ${redis.url}`)
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^hypersweep: birds\.yaml:4:27: There is no file .*penguins\.csv.* To allow that: --data-host localhost:\d+\n$/s,
  )
  expect(server.asked).toEqual([])

  const own = join(cwd, 'coordinator')
  const created = await cli(`create birds.yaml --redis ${redis.url} --data-host ${host} --data-cache ${own}`)
  expect(created).toMatchObject({ code: 0 })
  expect(created.stderr).toContain(`Fetching ${server.at('localhost')}penguins.csv`)

  const words = ['worker', '--redis', redis.url, '--threads', '1', '--data-root', join(cwd, 'nowhere')]
  const poor = start([...words, '--name', 'poor'], { cwd, env })
  await poor.line(/birds: left to others: There is no file .*To allow that: --data-host localhost:\d+/)
  const status = await cli(`status birds --redis ${redis.url}`)
  expect(status.stdout).toContain('\nwaiting: no worker has data penguins\n  poor: There is no file')
  const rich = start([...words, '--name', 'rich', '--data-cache', 'worker'], {
    cwd,
    env: { ...env, HYPERSWEEP_DATA_HOSTS: host },
  })
  const watched = await cli(`status birds --redis ${redis.url} --watch`)
  expect(watched.code).toBe(0)
  for (const { child, ended } of [poor, rich]) {
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  }
  expect((await rich.ended).stderr).toMatch(/fetching https:.*fetched https:/s)
  expect(server.asked).toEqual(['/penguins.csv', '/penguins.csv'])
  for (const cache of [own, join(cwd, 'worker')]) {
    expect(readdirSync(cache).filter((name) => !/^[0-9a-f]{64}(\.lock|\.sha256)?$/.test(name))).toEqual([])
  }

  // Other commands read what was fetched, and ask nobody.
  const tested = await cli(`best birds --redis ${redis.url} --test`, { HYPERSWEEP_DATA_CACHE: own })
  expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining('test')])
  expect(server.asked).toHaveLength(2)
})
