import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../e2e/cli.ts'

interface Component {
  name: string
  group?: string
  version: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
  externalReferences?: { type: string; hashes?: { alg: string }[] }[]
}

/** Licences that ask for no more than to be named where the code goes. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'BlueOak-1.0.0']

let bill: { bomFormat: string; specVersion: string; components: Component[] }
beforeAll(() => {
  const words = ['--yes', 'pnpm@12', '--silent', 'run', 'sbom']
  const text = execFileSync('npx', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
  bill = JSON.parse(text.slice(text.indexOf('{')))
})

const nameOf = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`)
const isOurs = (component: Component) => /^(@hypersweep\/|hypersweep$)/.test(nameOf(component))
const foreign = () => bill.components.filter((component) => !isOurs(component))

describe('the bill of materials of what is run', () => {
  test('is CycloneDX and names every package that a manifest of ours depends on, with its version', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/) })
    const manifests = globSync('{packages,apps}/*/package.json', { cwd: root })
    const needed = manifests.flatMap((file) => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, file), 'utf8'))
      return Object.keys(dependencies)
    })
    expect(needed.length).toBeGreaterThan(10)
    expect(bill.components.map(nameOf)).toEqual(expect.arrayContaining(needed))
    expect(bill.components.filter(({ version }) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([])
  })

  test('has the SHA-512 of every package that is not ours', () => {
    const hashes = foreign().map(({ externalReferences = [] }) => {
      return externalReferences.flatMap((reference) => reference.hashes ?? []).map(({ alg }) => alg)
    })
    expect(hashes.length).toBeGreaterThan(20)
    expect(hashes.filter((algorithms) => !algorithms.includes('SHA-512'))).toEqual([])
  })

  test('has no package under a licence that asks for more than to be named', () => {
    const others = bill.components.filter(({ licenses = [] }) => {
      return licenses.length === 0 || !licenses.every((each) => ALLOWED.includes(each.license?.id ?? ''))
    })
    expect(others.map((component) => [nameOf(component), component.licenses])).toEqual([])
  })
})
