import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RULES } from './rules.ts'
import { violations } from './violations.ts'

const root = join(import.meta.dirname, '../..')
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'hypersweep-architecture-'))
  for (const home of Object.keys(RULES)) cpSync(join(root, home, 'src'), join(copy, home, 'src'), { recursive: true })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('every import points the way the architecture says', () => {
  expect(violations(root)).toEqual([])
})

test.each([
  ['packages/numbers/src/bad.ts', `import { train } from '@hypersweep/core'`],
  ['packages/core/src/bad.ts', `import type { Trial } from '@hypersweep/sweep'`],
  ['packages/core/src/bad.ts', `import { readFileSync } from 'node:fs'`],
  ['packages/sweep/src/bad.ts', `export { train } from '@hypersweep/core'`],
  ['packages/datasets/src/bad.ts', `import '@hypersweep/runner'`],
  ['packages/adapters/src/bad.ts', `const core = await import('@hypersweep/core')`],
  ['packages/runner/src/bad.ts', `import { memorySweepStore } from '@hypersweep/adapters'`],
  ['packages/runner/src/bad.ts', `import { exp } from '../../numbers/src/exp.ts'`],
  ['packages/core/src/kernels/bad.ts', `import { train } from '../train/train.ts'`],
  ['packages/sweep/src/space/bad.ts', `import { rank } from '../leaderboard/rank.ts'`],
  ['apps/worker/src/bad.ts', `import { redisSweepStore } from '@hypersweep/adapters'`],
  ['apps/coordinator/src/bad.ts', `import main from '@hypersweep/worker'`],
  ['apps/coordinator/src/bad.ts', `import {\n  redisSweepStore,\n} from "@hypersweep/adapters"`],
])('%s may not say: %s', (file, code) => {
  writeFileSync(join(copy, file), `${code}\n`)
  try {
    expect(violations(copy)).toHaveLength(1)
    expect(violations(copy)[0]).toContain(file)
  } finally {
    rmSync(join(copy, file))
  }
})
