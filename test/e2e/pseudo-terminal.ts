import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A command under way in a terminal of its own. */
export interface InTerminal extends Disposable {
  /** Resolves as soon as what was written matches; rejects when the command ends without it. */
  shows(pattern: RegExp): Promise<void>
  /** As the person's key does: the terminal sends SIGINT to every process of the command. */
  pressCtrlC(): void
  /** The same with SIGTSTP, which stops them; a shell with job control then goes on. */
  pressCtrlZ(): void
  /** As closing the window does: the terminal is gone, and its session is sent SIGHUP. */
  close(): void
  /** Resolves with all that was written, and with the exit code where the terminal was not closed. */
  ended: Promise<{ code: number | null; text: string }>
}

export interface TerminalOptions {
  cwd: string
  env?: Record<string, string>
  columns?: number
  rows?: number
}

/** Runs a shell's command line in a pseudo-terminal, by `script` of util-linux. */
export function inTerminal(command: string, { cwd, env = {}, columns = 80, rows = 24 }: TerminalOptions): InTerminal {
  const line = `stty cols ${columns} rows ${rows}; ${command}`
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd,
    // What a person's own shell has: neither the marks of a package manager's script nor those of CI.
    env: { ...withoutMarks(process.env), HYPERSWEEP_REDIS: '', SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (some: string) => (text += some))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text }))
  return {
    async shows(pattern) {
      let isOver = false
      const over = ended.then(() => (isOver = true))
      while (!pattern.test(text)) {
        if (isOver) throw new Error(`${command} ended without ${pattern}:\n${text}`)
        await Promise.race([once(child.stdout, 'data'), over])
      }
    },
    pressCtrlC: () => void child.stdin.write('\x03'),
    pressCtrlZ: () => void child.stdin.write('\x1a'),
    close: () => void child.kill('SIGKILL'),
    ended,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

function withoutMarks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_|CI$|NO_COLOR$|FORCE_COLOR$|VITEST)/.test(name)),
  )
}
