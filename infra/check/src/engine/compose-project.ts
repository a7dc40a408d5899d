import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DockerEngine } from './docker-engine.ts'

const run = promisify(execFile)

/** The services of a compose file on an engine, by Compose itself. */
export interface ComposeProject {
  /** Runs Compose in the folder of the sweep; answers with what it wrote on stdout. */
  compose(...words: readonly string[]): Promise<string>
  /** Runs a command in the coordinator's container, as a person does. */
  exec(...words: readonly string[]): Promise<string>
}

export interface ComposeProjectOptions {
  engine: DockerEngine
  /** Compose's program. */
  command: string
  /** Each over those before it. */
  files: readonly string[]
  cwd: string
  env: Record<string, string>
}

export function composeProject({ engine, command, files, cwd, env }: ComposeProjectOptions): ComposeProject {
  const compose = async (...words: readonly string[]) => {
    const options = { cwd, env: { ...engine.env, ...env, COMPOSE_FILE: files.join(':') }, maxBuffer: 2 ** 26 }
    const { stdout } = await run(command, ['--ansi', 'never', '--progress', 'quiet', ...words], options).catch(
      (error: { stdout?: string; stderr?: string }) => {
        const said = `${error.stdout ?? ''}\n${error.stderr ?? String(error)}`.trim()
        throw new Error(`docker compose ${words.join(' ')}:\n${said.slice(-4000)}`, { cause: error })
      },
    )
    return stdout
  }
  return { compose, exec: (...words) => compose('exec', '-T', 'coordinator', 'hypersweep', ...words) }
}
