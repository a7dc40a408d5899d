// Runs the CLI from a checkout: builds the kernels where their sources are newer, then becomes the coordinator's main.
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const core = join(root, 'packages/core')

function isStale() {
  const built = statSync(join(core, 'dist/kernels.wasm'), { throwIfNoEntry: false })?.mtimeMs
  if (built === undefined) return true
  const sources = readdirSync(join(core, 'assembly'), { recursive: true, encoding: 'utf8' })
  return ['asconfig.json', ...sources.map((file) => join('assembly', file))].some(
    (file) => statSync(join(core, file)).mtimeMs > built,
  )
}

if (isStale()) execFileSync('pnpm', ['--silent', 'kernels'], { cwd: root, stdio: ['ignore', 2, 2] })

// A start takes half the time where compiled code is kept from the last one; worker processes inherit the place.
process.env.NODE_COMPILE_CACHE ||= join(root, 'node_modules/.cache/compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)

// A package manager runs scripts in the package's folder; paths on the command line are meant from the caller's.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
await import('../apps/coordinator/src/main.ts')
