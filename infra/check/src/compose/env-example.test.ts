import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../places.ts'

const read = (file: string) => readFileSync(join(root, 'infra', file), 'utf8')
const pairs = (text: string, pattern: RegExp) =>
  new Map([...text.matchAll(pattern)].map(([, name, value]) => [name!, value]))

const compose = read('compose.yaml') + read('compose.host.yaml')
const listed = pairs(read('.env.example'), /^#([A-Z0-9_]+)=(.*)$/gm)

test('.env.example lists all that compose.yaml reads, with the value that it has otherwise', () => {
  for (const [name, value] of pairs(compose, /\$\{([A-Z0-9_]+):-([^}]*)\}/g)) {
    // What pins an image is looked up by who uses it.
    expect([name, listed.get(name)?.replace(/@?sha256:…$/, '')]).toEqual([name, value])
  }
})

test('.env.example lists nothing else than that and what compose.yaml hands on', () => {
  const read = pairs(compose, /\$\{([A-Z0-9_]+)/g)
  const handedOn = pairs(compose, /^ {4}([A-Z0-9_]+):$/gm)
  expect([...listed.keys()].filter((name) => !read.has(name) && !handedOn.has(name))).toEqual([])
  expect([...handedOn.keys()].filter((name) => !listed.has(name))).toEqual([])
})
