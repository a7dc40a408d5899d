import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface Release {
  name: string
  version: string
  daysOld: number
  /** Whether it was built in public, as the registry attests. */
  isAttested?: boolean
  dependencies?: Record<string, string>
  scripts?: Record<string, string>
}

/** A registry on loopback that has these releases and no other. */
export async function npmRegistry(dir: string, releases: (url: string) => readonly Release[]) {
  const answers = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const answer = answers.get(decodeURIComponent(request.url ?? ''))
    response.writeHead(answer ? 200 : 404).end(answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const all = releases(url)
  for (const release of all) answers.set(tarballPath(release), tarball(dir, release))
  for (const name of new Set(all.map((release) => release.name))) {
    const document = packument(
      url,
      all.filter((release) => release.name === name),
      answers,
    )
    answers.set(`/${name}`, Buffer.from(JSON.stringify(document)))
  }
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return { url, [Symbol.asyncDispose]: close }
}

function packument(url: string, releases: readonly Release[], answers: ReadonlyMap<string, Buffer>) {
  const versions = releases.map((release) => {
    const integrity = `sha512-${createHash('sha512')
      .update(answers.get(tarballPath(release))!)
      .digest('base64')}`
    const provenance = { predicateType: 'https://slsa.dev/provenance/v1' }
    const attestations = { url: `${url}/attestations`, provenance }
    const dist = { tarball: url + tarballPath(release), integrity, ...(release.isAttested && { attestations }) }
    return [release.version, { ...manifestOf(release), dist }]
  })
  const times = releases.map(({ version, daysOld }) => [
    version,
    new Date(Date.now() - daysOld * 86_400_000).toISOString(),
  ])
  const { name, version } = releases.at(-1)!
  return {
    name,
    'dist-tags': { latest: version },
    versions: Object.fromEntries(versions),
    time: Object.fromEntries(times),
  }
}

function manifestOf({ name, version, dependencies = {}, scripts = {} }: Release) {
  return { name, version, dependencies, scripts }
}

function tarballPath({ name, version }: Release): string {
  return `/${name}/-/${name}-${version}.tgz`
}

function tarball(dir: string, release: Release): Buffer {
  const folder = join(dir, `${release.name}-${release.version}`)
  mkdirSync(join(folder, 'package'), { recursive: true })
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify(manifestOf(release)))
  execFileSync('tar', ['czf', 'package.tgz', 'package'], { cwd: folder })
  return readFileSync(join(folder, 'package.tgz'))
}
