import { expect } from 'vitest'
import type { CliResult } from '../../e2e/cli.ts'

/** A failure that a person can use: few lines, an exit code, no stack and no secret (I10). */
export function expectClear({ code, stderr, stdout }: CliResult, secret = 'secret-word'): void {
  expect({ code, stderr }).toMatchObject({ code: 2 })
  expect(stderr.trim().split('\n').slice(6)).toEqual([])
  expect(stderr).not.toMatch(/^\s+at .*\.ts/m)
  expect(stderr + stdout).not.toContain(secret)
  // What would steer a terminal.
  expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
}
