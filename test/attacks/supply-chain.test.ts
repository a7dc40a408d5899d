import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { root, temporaryFolder } from '../e2e/cli.ts'
import { npmRegistry } from './npm-registry.ts'

const folder = temporaryFolder()
let registry: Awaited<ReturnType<typeof npmRegistry>>
beforeAll(async () => {
  registry = await npmRegistry(join(folder.path, 'registry'), (url) => [
    { name: 'aged', version: '1.0.0', daysOld: 4 },
    { name: 'fresh', version: '1.0.0', daysOld: 2 },
    { name: 'attested', version: '1.0.0', daysOld: 9, isAttested: true },
    { name: 'attested', version: '1.0.1', daysOld: 5 },
    {
      name: 'exotic',
      version: '1.0.0',
      daysOld: 9,
      dependencies: { hidden: `${elsewhere(url)}/aged/-/aged-1.0.0.tgz` },
    },
    { name: 'scripted', version: '1.0.0', daysOld: 9, scripts: { postinstall: 'touch ../../../../ran' } },
  ])
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The same server by another name: no registry that anything was told of. */
const elsewhere = (url: string) => url.replace('127.0.0.1', 'localhost')

/** The settings of this repository, less its packages. */
function settings(): Record<string, unknown> {
  const { packages: _, catalog: __, ...rest } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  return rest
}

let count = 0

/** A project under the repository's settings that depends on this, and the end of an install there. */
async function installed(dependencies: Record<string, string>) {
  count += 1
  const cwd = join(folder.path, `project-${count}`)
  mkdirSync(cwd)
  writeFileSync(join(cwd, '.npmrc'), `registry=${registry.url}/\n`)
  writeFileSync(join(cwd, 'pnpm-workspace.yaml'), stringify(settings()))
  return { cwd, ...(await install(cwd, dependencies)) }
}

async function install(cwd: string, dependencies: Record<string, string>, ...flags: readonly string[]) {
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', dependencies }))
  const places = { PNPM_CONFIG_STORE_DIR: join(folder.path, 'store'), PNPM_CONFIG_CACHE_DIR: join(cwd, 'cache') }
  const { npm_config_registry: _, ...env } = process.env
  const words = ['--yes', 'pnpm@12', '--dir', cwd, 'install', ...flags]
  return promisify(execFile)('npx', words, { cwd: root, env: { ...env, ...places, CI: '' } }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, said: stdout + stderr }),
  )
}

const has = (cwd: string, name: string) => existsSync(join(cwd, 'node_modules', name, 'package.json'))

describe('a dependency', () => {
  test('that has been out for four days is installed', async () => {
    const { cwd, code, said } = await installed({ aged: '1.0.0' })
    expect({ code, said }).toMatchObject({ code: 0 })
    expect(has(cwd, 'aged')).toBe(true)
  })

  test('that has been out for two days is refused', async () => {
    const { cwd, code, said } = await installed({ fresh: '1.0.0' })
    expect(code).toBe(1)
    expect(said).toMatch(/NO_MATURE_MATCHING_VERSION|MINIMUM_RELEASE_AGE/)
    expect(has(cwd, 'fresh')).toBe(false)
  })

  test('whose maker attested an earlier release and not this one is refused', async () => {
    const { cwd, code, said } = await installed({ attested: '1.0.1' })
    expect(code).toBe(1)
    expect(said).toMatch(/trust downgrade/i)
    expect(has(cwd, 'attested')).toBe(false)
  })

  test('that takes another from outside the registry is refused', async () => {
    const { cwd, code, said } = await installed({ exotic: '1.0.0' })
    expect(code).toBe(1)
    expect(said).toMatch(/EXOTIC_SUBDEP/)
    expect(has(cwd, 'exotic')).toBe(false)
  })

  test('with an install script that nobody has allowed runs none, and the install says so', async () => {
    const { cwd, code, said } = await installed({ scripted: '1.0.0' })
    expect(code).toBe(1)
    expect(said).toMatch(/IGNORED_BUILDS/)
    expect(existsSync(join(cwd, 'ran'))).toBe(false)
  })
})

test('a manifest that the lockfile does not know is refused where the lockfile is frozen', async () => {
  const { cwd, code } = await installed({ aged: '1.0.0' })
  expect(code).toBe(0)
  const again = await install(cwd, { aged: '1.0.0', attested: '1.0.0' }, '--frozen-lockfile')
  expect(again.code).toBe(1)
  expect(again.said).toMatch(/OUTDATED_LOCKFILE/)
  expect(has(cwd, 'attested')).toBe(false)
})

test('the continuous integration installs with a frozen lockfile before it runs anything', () => {
  const lines = readFileSync(join(root, '.ci/run'), 'utf8').split('\n')
  const pnpm = lines.filter((line) => line.includes('pnpm@12') && !line.startsWith('#'))
  // A script's own install is no guard: where it is refused, pnpm warns and runs the script.
  expect(pnpm[0]).toBe('npx --yes pnpm@12 install --frozen-lockfile')
})
