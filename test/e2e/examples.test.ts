import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root, run, temporaryFolder } from './cli.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** Those on MNIST have tests of their own, since its files are not in the repository. */
const examples = readdirSync(join(root, 'examples')).filter((file) => /^(?!mnist).*\.yaml$/.test(file))

test.each(examples)('examples/%s runs to its end', async (file) => {
  const dir = join(folder.path, file)
  const { code, stdout, stderr } = await run(['run', join(root, 'examples', file), '--dir', dir], { cwd: folder.path })
  expect(stderr).not.toMatch(/failed/)
  expect(stdout).toMatch(/ensemble/i)
  expect(code).toBe(0)
})

test('what `init` writes runs as it is, and is not overwritten', async () => {
  const cwd = folder.path
  expect((await run(['init', 'first.yaml'], { cwd })).code).toBe(0)
  expect((await run(['run', 'first.yaml'], { cwd })).code).toBe(0)
  const again = await run(['init', 'first.yaml'], { cwd })
  expect(again.stderr).toContain('first.yaml')
  expect(again.code).toBe(2)
})
