import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')
const main = join(root, 'apps/coordinator/src/main.ts')

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** A `hypersweep` process under way, as a person would have started it from `cwd`. */
export interface CliProcess {
  child: ChildProcess
  /** Resolves with the first line of stderr or stdout that matches; rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string>
  ended: Promise<CliResult>
}

export function start(
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): CliProcess {
  const { npm_command: _, npm_lifecycle_event: __, ...own } = process.env
  const child = spawn(process.execPath, ['--conditions=hypersweep-source', main, ...args], {
    cwd,
    env: { ...own, HYPERSWEEP_REDIS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }))
  return { child, ended, line: (pattern) => matchingLine(child, output, pattern) }
}

export function run(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<CliResult> {
  return start(args, options).ended
}

/** Runs a command that a test needs to have succeeded before it begins. */
export async function succeed(args: readonly string[], options: { cwd: string }): Promise<CliResult> {
  const result = await run(args, options)
  if (result.code === 0 && !/ failed/.test(result.stderr)) return result
  throw new Error(`hypersweep ${args.join(' ')} ended with ${result.code}:\n${result.stderr}`)
}

/** A folder that is gone, with all that was put in it, when the test file is done. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'hypersweep-e2e-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

function matchingLine(
  child: ChildProcess,
  output: { stdout: string; stderr: string },
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = `${output.stderr}\n${output.stdout}`.split('\n').find((line) => pattern.test(line))
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('close', () => {
      look()
      reject(new Error(`The process ended without a line matching ${pattern}:\n${output.stderr}${output.stdout}`))
    })
    look()
  })
}
