import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { TEMPLATES } from '@hypersweep/coordinator/templates'
import { afterAll, expect, test } from 'vitest'
import { root, run, temporaryFolder } from './cli.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** The others run in the coordinator's examples.test.ts, at a size that tests can afford, or beside MNIST's files. */
test.each(['adamw', 'demo', 'spirals'])('examples/%s.yaml runs to its end', async (name) => {
  const [file, dir] = [join(root, 'examples', `${name}.yaml`), join(folder.path, name)]
  const { code, stdout, stderr } = await run(['run', file, '--dir', dir], { cwd: folder.path })
  expect(stderr).not.toMatch(/failed/)
  expect(stdout).toMatch(/ensemble/i)
  expect(code).toBe(0)
})

/** That on MNIST has its test beside MNIST's examples. */
const templates = Object.keys(TEMPLATES).filter((name) => name !== 'mnist')

test.each(templates)('what `init --template %s` writes passes `check`, and runs as it is', async (name) => {
  const file = join(name, 'sweep.yaml')
  const cwd = folder.path
  mkdirSync(join(cwd, name))
  expect((await run(['init', file, '--template', name], { cwd })).code).toBe(0)
  expect(await run(['check', file], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('method: ') })
  const { code, stdout, stderr } = await run(['run', file], { cwd })
  expect(stderr).not.toMatch(/failed/)
  expect(stdout).toMatch(/ensemble/i)
  expect(code).toBe(0)
})

test('what `init` wrote is not overwritten', async () => {
  const cwd = folder.path
  expect((await run(['init', 'first.yaml'], { cwd })).code).toBe(0)
  const again = await run(['init', 'first.yaml'], { cwd })
  expect(again.stderr).toContain('first.yaml')
  expect(again.code).toBe(2)
})
