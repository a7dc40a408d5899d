import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { armEmulator } from './arm-emulator.ts'
import { fetchNode } from './fetch-node.ts'

const run = promisify(execFile)

/** A Node to run a script with: `command ...args script`. Or why this machine has none. */
export type Runtime = { command: string; args: readonly string[] } | { missing: string }

/** The Nodes whose bits are compared; 'arm64' is 64-bit Arm: this machine's own, or emulated. */
export const RUNTIME_NAMES = ['node-26', 'node-24', 'node-26-arm64'] as const
export type RuntimeName = (typeof RUNTIME_NAMES)[number]
export type Runtimes = Readonly<Record<RuntimeName, Runtime>>

export interface FindRuntimesOptions {
  /** The workspace's own Node, which is a 26. */
  node26: string
  /** Where fetched ones are kept: `~/.cache/hypersweep/runtimes`. */
  cacheDir: string
  log: (line: string) => void
}

/**
 * All runtimes that this machine can have, fetched where they are not there yet; without root, into `cacheDir` alone.
 *
 * Node 24 and Node for Arm are fetched, not devDependencies: two packages with a command `node` would fight for
 * node_modules/.bin, Arm's is refused on another processor, some versions are not there for macOS, and an install would
 * bring 100 MB that only these tests need.
 */
export async function findRuntimes({ node26, cacheDir, log }: FindRuntimesOptions): Promise<Runtimes> {
  await mkdir(cacheDir, { recursive: true })
  const own = { command: node26, args: [] }
  const arm = async () => (process.arch === 'arm64' ? own : emulatedNode({ cacheDir, log }))
  const node24 = async () => ({ command: await fetchNode('24.21.0', process.arch, { cacheDir, log }), args: [] })
  return {
    'node-26': await checked('v26', process.arch, async () => own),
    'node-24': await checked('v24', process.arch, node24),
    'node-26-arm64': await checked('v26', 'arm64', arm),
  }
}

async function emulatedNode(options: { cacheDir: string; log: (line: string) => void }) {
  const { emulator, root } = await armEmulator(options)
  return { command: emulator, args: ['-L', root, await fetchNode('26.10.0', 'arm64', options)] }
}

/** The runtime that `find` finds, if it starts and is what it should be. */
async function checked(
  version: string,
  arch: string,
  find: () => Promise<{ command: string; args: readonly string[] }>,
): Promise<Runtime> {
  try {
    const runtime = await find()
    const what = await run(runtime.command, [...runtime.args, '-p', 'process.version + " " + process.arch'])
    const is = what.stdout.trim()
    if (is.startsWith(`${version}.`) && is.endsWith(` ${arch}`)) return runtime
    return { missing: `${runtime.command} is Node ${is}, not ${version} ${arch}.` }
  } catch (error) {
    return { missing: lastWords(error) }
  }
}

/** The last line that a command wrote, where a command failed. */
function lastWords(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return stderr?.trim().split('\n').at(-1) || message
}

/** A folder of ours below the user's cache. */
export function runtimesCache(home: string, cacheHome: string | undefined): string {
  return join(cacheHome ?? join(home, '.cache'), 'hypersweep/runtimes')
}
