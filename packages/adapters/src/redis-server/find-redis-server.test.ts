import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findRedisServer } from './find-redis-server.ts'

let dir: string
let cacheDir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-find-'))
  cacheDir = join(dir, 'cache/redis')
  mkdirSync(join(dir, 'bin'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

const find = () => findRedisServer({ cacheDir, path: join(dir, 'bin') })
const SERVER = '#!/bin/sh\necho Redis server v=7.0.15 sha=0 lib=$LD_LIBRARY_PATH\n'

function executable(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

test.each([
  ['redis-server', 'Redis server v=7.0.15'],
  ['valkey-server', 'Valkey server v=8.1.1'],
])('a %s on the path is taken', async (name, version) => {
  executable(join(dir, 'bin', name), `#!/bin/sh\necho ${version}\n`)
  expect(await find()).toBe(join(dir, 'bin', name))
})

test('a command of that name that does not start is passed over for the one in the cache', async () => {
  executable(join(dir, 'bin/redis-server'), '#!/bin/sh\necho error while loading shared libraries >&2\nexit 127\n')
  mkdirSync(cacheDir, { recursive: true })
  executable(join(cacheDir, 'redis-server'), SERVER)
  expect(await find()).toBe(join(cacheDir, 'redis-server'))
})

test.each([
  ['darwin', 'Type: brew install redis'],
  ['linux', "Install Redis 6.2 or newer, or Valkey, from this system's packages."],
] as const)('without a package archive the message says what to do on %s', async (platform, line) => {
  vi.stubEnv('PATH', join(dir, 'bin'))
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform)
  await expect(find()).rejects.toMatchObject({
    code: 'REDIS_MISSING',
    message: `No redis-server on this machine. ${line}`,
  })
})

describe('on a system with apt-get and dpkg', () => {
  /** Stands for the archive: one package whose server lies where Debian's does, with a library of its own. */
  beforeEach(() => {
    executable(
      join(dir, 'bin/apt-get'),
      `#!/bin/sh
echo "$@" >> ${dir}/calls
for word in "$@"; do case $word in Dir::Cache=*) cache=\${word#Dir::Cache=};; esac; done
case "$*" in *download-only*) echo archive > $cache/archives/redis-server.deb;; esac
`,
    )
    executable(
      join(dir, 'bin/dpkg'),
      `#!/bin/sh
[ "$1" = -x ] || exit 0
mkdir -p "$3/usr/bin" "$3/usr/lib/x86"
touch "$3/usr/lib/x86/libjemalloc.so.2"
cat ${dir}/server > "$3/usr/bin/redis-server"
chmod +x "$3/usr/bin/redis-server"
`,
    )
    writeFileSync(join(dir, 'server'), SERVER)
    vi.stubEnv('PATH', `${join(dir, 'bin')}:/usr/bin:/bin`)
  })

  test('it is fetched once, into the cache and nowhere else', async () => {
    const command = await find()
    expect(command).toBe(join(cacheDir, 'redis-server'))
    expect(await find()).toBe(command)
    const calls = readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n')
    expect(calls.filter((line) => line.includes('--download-only'))).toHaveLength(1)
    for (const call of calls.filter((line) => line !== '--version'))
      expect(call).toContain(`Dir::State::Lists=${cacheDir}`)
    expect(readdirSync(join(dir, 'cache'))).toEqual(['redis'])
  })

  test('its libraries are found wherever the folder lies', async () => {
    const { execFileSync } = await import('node:child_process')
    expect(execFileSync(await find(), ['--version'], { encoding: 'utf8' })).toContain(
      `lib=${join(cacheDir, 'root/usr/lib/x86')}`,
    )
  })

  test('several that fetch at once all get a whole one', async () => {
    const commands = await Promise.all([find(), find(), find(), find()])
    expect(new Set(commands)).toEqual(new Set([join(cacheDir, 'redis-server')]))
    expect(readdirSync(join(dir, 'cache'))).toEqual(['redis'])
  })

  test('a broken one in the cache is replaced', async () => {
    mkdirSync(cacheDir, { recursive: true })
    executable(join(cacheDir, 'redis-server'), '#!/bin/sh\nexit 1\n')
    writeFileSync(join(cacheDir, 'left'), '')
    await find()
    expect(existsSync(join(cacheDir, 'left'))).toBe(false)
  })

  test('an archive that cannot be reached is named in the message, and nothing is left', async () => {
    executable(
      join(dir, 'bin/apt-get'),
      '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "W: first" >&2\necho "E: Could not resolve deb.debian.org" >&2\nexit 100\n',
    )
    await expect(find()).rejects.toThrow(
      /^No redis-server on this machine \(fetching one failed: E: Could not resolve deb\.debian\.org\)\. Type: sudo apt-get install -y redis-server$/,
    )
    expect(readdirSync(join(dir, 'cache'))).toEqual([])
  })

  test('a fetched server that does not start here is not kept', async () => {
    writeFileSync(join(dir, 'server'), '#!/bin/sh\nexit 1\n')
    await expect(find()).rejects.toMatchObject({ code: 'REDIS_MISSING' })
    expect(readdirSync(join(dir, 'cache'))).toEqual([])
  })
})
