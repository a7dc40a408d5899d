import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../e2e/cli.ts'
import type { Mutant } from './mutant.ts'

const IN_PROCESSES = new URL('./mutate-modules.ts', import.meta.url).href

/** What a test file said of a mutant: `caught` where an assertion failed. */
export interface Verdict {
  file: string
  outcome: 'caught' | 'survived' | 'no test ran'
  failed: number
}

interface Report {
  testResults: { name: string; assertionResults: { status: string }[] }[]
}

/** Runs a mutant's tests over the mutated source. */
export async function catchMutant(mutant: Mutant): Promise<Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hypersweep-mutant-'))
  const outputFile = join(folder, 'report.json')
  try {
    await vitest(mutant, outputFile)
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report
    return mutant.caughtBy.map((file) => {
      const results = testResults.find(({ name }) => name === join(root, file))?.assertionResults ?? []
      const failed = results.filter(({ status }) => status === 'failed').length
      return { file, failed, outcome: failed > 0 ? 'caught' : results.length > 0 ? 'survived' : 'no test ran' }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Ends with an error where a test fails, as it should; what the tests said is in the file. */
async function vitest({ name, caughtBy }: Mutant, outputFile: string): Promise<void> {
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const reporting = ['--reporter=json', '--outputFile', outputFile]
  // Vitest would keep what a mutant made of a module, for other runs too.
  const args = [program, 'run', '--root', root, '--config', config, '--fsModuleCache=false', ...reporting, ...caughtBy]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, HYPERSWEEP_MUTANT: name, NODE_OPTIONS: `--import=${IN_PROCESSES}` },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'exit')
  endGroup(child.pid!)
  if (!existsSync(outputFile)) throw new Error(`mutant "${name}": its tests did not run:\n${said}`)
}

/** A test that fails may leave processes behind. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // None is left.
  }
}
