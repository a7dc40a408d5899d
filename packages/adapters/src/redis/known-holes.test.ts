import { expect, test } from 'vitest'
import { mendedVersion } from './known-holes.ts'

test.each([
  ['Redis', '7.2.15', '7.2.16'],
  ['Redis', '7.2.16', undefined],
  ['Redis', '8.8.1', '8.8.2'],
  ['Redis', '8.10.1', undefined],
  ['Redis', '8.12.0', undefined],
  ['Redis', '9.0.0', undefined],
  ['Valkey', '8.1.6', '8.1.7'],
  ['Valkey', '9.1.0', undefined],
  // Lines that nobody mends any more: the next that is.
  ['Redis', '7.0.15', '7.2.16'],
  ['Redis', '8.0.4', '8.2.9'],
  ['Redis', '6.0.20', '6.2.24'],
] as const)('%s %s: %s', (server, version, mended) => {
  expect(mendedVersion(server, version)).toBe(mended)
})
