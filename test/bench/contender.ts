import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Introduction, Measurement, Task, Turn } from './protocol.ts'

/** A process that does one work, in turns. */
export interface Contender extends AsyncDisposable {
  introduction: Introduction
  measure(turn: Turn): Promise<Measurement>
}

export interface Command {
  file: string
  args: readonly string[]
  /** Over our own environment; `undefined` takes a variable away. */
  env?: NodeJS.ProcessEnv
}

/** @throws Error with what the process wrote to stderr, when it ends early */
export async function startContender({ file, args, env }: Command, task: Task): Promise<Contender> {
  const child = spawn(file, args, { stdio: 'pipe', env: { ...process.env, ...env } })
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const ended = once(child, 'close').catch((error: Error) => {
    errors += error.message
  })
  child.stdin.on('error', () => child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  async function ask<Line>(request: Task | Turn): Promise<Line> {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await lines.next()
    if (!done) return JSON.parse(value) as Line
    await ended
    throw new Error(`${[file, ...args].join(' ')} ended early.\n${errors}`)
  }

  return {
    introduction: await ask<Introduction>(task),
    measure: (turn) => ask<Measurement>(turn),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}
