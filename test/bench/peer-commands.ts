import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from './contender.ts'
import type { PeerName } from './options.ts'

const TFJS_VERSION = '4.22.0'
const TFJS_PACKAGES = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-wasm']
const TFJS_FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hypersweep/peers')

/** One thread, and nothing that pins or slows it: OpenBLAS chooses its kernels by the CPU, and memory stays with the process. */
const PYTHON_ENVIRONMENT = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_CORETYPE: undefined,
  OPENBLAS_L2_SIZE: undefined,
  // Else glibc gives the arrays of each step back to the system, and fetches them again in the next.
  MALLOC_TRIM_THRESHOLD_: '1000000000',
  MALLOC_MMAP_THRESHOLD_: '1000000000',
}

/** How to start each contender, or what is missing and how to install it. */
export type PeerCommand = Command | { missing: string }

export const HYPERSWEEP: Command = nodeCommand('hypersweep.ts')

export function peerCommand(peer: PeerName): Promise<PeerCommand> {
  switch (peer) {
    case 'torch':
      return pythonCommand('pytorch.py', 'torch', 'python3-torch of Debian, or `pip install torch`')
    case 'sklearn':
      return pythonCommand('scikit.py', 'sklearn', 'python3-sklearn of Debian, or `pip install scikit-learn`')
    case 'tfjs':
      return tfjsCommand()
  }
}

async function pythonCommand(script: string, module: string, toInstall: string): Promise<PeerCommand> {
  const own = process.env['HYPERSWEEP_PYTHON']
  for (const file of own === undefined ? ['python3', '/usr/bin/python3'] : [own]) {
    const found = await promisify(execFile)(file, ['-c', `import ${module}`]).then(
      () => true,
      () => false,
    )
    if (found) return { file, args: [contender(script)], env: PYTHON_ENVIRONMENT }
  }
  return { missing: `no Python here imports ${module}: install ${toInstall}, or set HYPERSWEEP_PYTHON` }
}

/** Not a dependency of the workspace: it is larger than all the others together. */
async function tfjsCommand(): Promise<PeerCommand> {
  const packages = TFJS_PACKAGES.map((name) => `@tensorflow/${name}`)
  if (packages.every((name) => existsSync(join(TFJS_FOLDER, 'node_modules', name)))) {
    return nodeCommand('tfjs.ts', TFJS_FOLDER)
  }
  const versions = packages.map((name) => `${name}@${TFJS_VERSION}`).join(' ')
  return { missing: `not installed: npm install --prefix ${TFJS_FOLDER} ${versions}` }
}

function nodeCommand(script: string, ...args: string[]): Command {
  return { file: process.execPath, args: ['--conditions=hypersweep-source', contender(script), ...args] }
}

function contender(script: string): string {
  return join(import.meta.dirname, 'contenders', script)
}
