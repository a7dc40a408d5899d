import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root, run, temporaryFolder } from './cli.ts'

const mnist = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(root, 'data/mnist'))
const isPacked = existsSync(join(mnist, 'train-images-idx3-ubyte.gz'))

async function serve(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

test('data fetch asks through the proxy that the environment names', async () => {
  const asked: string[] = []
  await using proxy = await serve((request, response) => {
    asked.push(request.url!)
    response.writeHead(404).end()
  })
  using folder = temporaryFolder()
  const args = ['data', 'fetch', 'mnist', '--mirror', 'http://mirror.test/below']
  const { code, stderr } = await run(args, { cwd: folder.path, env: { HTTP_PROXY: proxy.url, http_proxy: proxy.url } })
  expect(code).toBe(1)
  expect(stderr).toContain('http://mirror.test/below/train-images-idx3-ubyte.gz: answered 404')
  expect(asked).toEqual(['http://mirror.test/below/train-images-idx3-ubyte.gz'])
})

test.skipIf(!isPacked)(
  'data fetch brings the real MNIST where a sweep that lacked it says so, and then reads it',
  async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    writeFileSync(join(cwd, 'sweep.yaml'), SWEEP)
    const before = await run(['run', 'sweep.yaml', '--dry-run'], { cwd })
    const command = /`hypersweep (data fetch mnist --path \S+)`/.exec(before.stderr)?.[1]
    expect([before.code, command]).toEqual([2, `data fetch mnist --path ${join(cwd, 'data/mnist')}`])

    await using server = await serve((request, response) => {
      response.end(readFileSync(join(mnist, basename(request.url!))))
    })
    const fetched = await run([...command!.split(' '), '--mirror', server.url], { cwd })
    expect([fetched.code, fetched.stderr.split('\n')[0]]).toEqual([0, 'train-images-idx3-ubyte.gz  9.5 MiB'])
    expect(readdirSync(join(cwd, 'data/mnist')).filter((name) => !name.endsWith('.gz'))).toEqual([])
    const after = await run(['run', 'sweep.yaml', '--dry-run'], { cwd })
    expect([after.code, after.stdout]).toEqual([0, expect.stringContaining('55000')])
  },
)

const SWEEP = `name: small
method: grid
parameters: { learning_rate: { values: [0.1] } }
data: { source: mnist, path: data/mnist, validation: 5000 }
model: { layers: [{ dense: 10 }] }
training: { optimizer: sgd, epochs: 1 }
`
