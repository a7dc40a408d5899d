import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type CliResult, root } from '../../e2e/cli.ts'

const main = join(root, 'apps/coordinator/src/main.ts')

/** A `hypersweep` process under way. */
export interface Process {
  child: ChildProcess
  pid: number
  /** All lines so far, of both outputs. */
  said: readonly string[]
  /** The lines so far that match. */
  matching(pattern: RegExp): RegExpExecArray[]
  /** Resolves with the first match, of a line said or to come; rejects when the process ends without one. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves as soon as it has ended and all its output is read. */
  ended: Promise<CliResult>
}

export interface ProcessOptions {
  cwd: string
  env?: Record<string, string>
  /** The words before the command that let it run in another place; they have to become it. */
  on?: readonly string[]
}

/** In a session of its own, as from its own terminal: what one trains gives way to none of the others. */
export function startProcess(args: readonly string[], { cwd, env = {}, on = [] }: ProcessOptions): Process {
  const words = [...on, process.execPath, '--conditions=hypersweep-source', main, ...args]
  const child = spawn(words[0]!, words.slice(1), {
    cwd,
    env: { ...process.env, HYPERSWEEP_REDIS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const said: string[] = []
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => (output[name] += text))
    createInterface({ input: child[name]! }).on('line', (line) => {
      said.push(line)
      child.emit('said')
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }))
  const matching = (pattern: RegExp) => said.map((line) => pattern.exec(line)).filter((match) => match !== null)
  const line = async (pattern: RegExp) => {
    let isOver = false
    const over = ended.then(() => (isOver = true))
    for (;;) {
      const [match] = matching(pattern)
      if (match !== undefined) return match
      if (isOver) throw new Error(`hypersweep ${args.join(' ')} ended without ${pattern}:\n${said.join('\n')}`)
      await Promise.race([once(child, 'said'), over])
    }
  }
  return { child, pid: child.pid ?? 0, said, matching, line, ended }
}
