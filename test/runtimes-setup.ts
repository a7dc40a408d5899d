import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findRuntimes, RUNTIME_NAMES, type Runtimes, runtimesCache } from './runtimes/runtimes.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Nodes that bits are compared on; see runtimes/runtimes.ts. */
    runtimes: Runtimes
    /** Whether a missing runtime is a failure. */
    runtimesAreRequired: boolean
  }
}

const { CI, HYPERSWEEP_REQUIRE_RUNTIMES, XDG_CACHE_HOME } = process.env

/** Finds or fetches the runtimes. One that is missing is said here and its tests skipped; where it is required they fail. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const node26 = join(import.meta.dirname, '../node_modules/node/bin/node')
  const runtimes = await findRuntimes({
    node26,
    cacheDir: runtimesCache(homedir(), XDG_CACHE_HOME),
    log: console.error,
  })
  const required = HYPERSWEEP_REQUIRE_RUNTIMES ? HYPERSWEEP_REQUIRE_RUNTIMES === '1' : Boolean(CI)
  for (const name of RUNTIME_NAMES) {
    const runtime = runtimes[name]
    if ('missing' in runtime && !required) console.warn(`Bits on ${name} are not compared: ${runtime.missing}`)
  }
  provide('runtimes', runtimes)
  provide('runtimesAreRequired', required)
}
