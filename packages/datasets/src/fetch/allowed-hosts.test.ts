import { expect, test } from 'vitest'
import { allowancesFor, allowedHost, mayBeAt } from './allowed-hosts.ts'

test.each([
  ['data.example.org', 'data.example.org', '443'],
  [' Data.Example.org ', 'data.example.org', '443'],
  ['mirror.local:8443=10.0.0.0/8', 'mirror.local', '8443'],
  ['[::1]:8443=::1', '[::1]', '8443'],
])('%j is a host', (text, hostname, port) => {
  expect(allowedHost(text)).toMatchObject({ hostname, port, text: text.trim() })
})

test.each([
  '',
  'https://data.example.org',
  'data.example.org/',
  'data.example.org/path',
  '*.example.org',
  'user@data.example.org',
  'data.example.org:0x50',
  'a b',
  'host=',
  'host=local',
  'host=10.0.0.0/33',
  'host=10.0.0.0/-1',
  'host=10.0.0.0/8/8',
  'host=::1/129',
  'host=10.0.0.1=10.0.0.2',
])('%j is none', (text) => {
  expect(() => allowedHost(text)).toThrow(expect.objectContaining({ code: 'DATA_HOST' }))
  expect(() => allowedHost(text)).toThrow('Write NAME')
})

const hosts = ['data.example.org', 'mirror.local:8443=10.0.0.0/8', 'mirror.local:8443=fd00::/8'].map(allowedHost)
const of = (url: string) => allowancesFor(new URL(url), hosts)

test.each([
  ['https://data.example.org/a', 1],
  ['https://data.example.org:443/a', 1],
  ['https://data.example.org:8443/a', 0],
  ['https://data.example.org./a', 0],
  ['https://sub.data.example.org/a', 0],
  ['https://data.example.org.evil.test/a', 0],
  ['https://mirror.local/a', 0],
  ['https://mirror.local:8443/a', 2],
])('%s has %i allowances', (url, count) => {
  expect(of(url)).toHaveLength(count)
})

test('a host without addresses may be at public ones only, another at its own only', () => {
  const [open, own] = [of('https://data.example.org/'), of('https://mirror.local:8443/')]
  expect(['8.8.8.8', '10.0.0.1', '127.0.0.1'].map((address) => mayBeAt(address, open))).toEqual([true, false, false])
  expect(['8.8.8.8', '10.0.0.1', 'fd00::1', '127.0.0.1', 'fe80::1%eth0'].map((a) => mayBeAt(a, own))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ])
})
