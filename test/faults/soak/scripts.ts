import type { Scripts } from './audit.ts'

interface Script {
  lua: string
}

/** The store's scripts, which are private to its adapter: by their place. */
async function scriptAt(file: string, name: string): Promise<string> {
  const url = new URL(`../../../packages/adapters/src/redis/scripts/${file}.ts`, import.meta.url)
  const module = (await import(url.href)) as Record<string, Script>
  return module[name]!.lua
}

export const scripts: Scripts = {
  claim: await scriptAt('claim', 'claimScript'),
  fenced: {
    report: await scriptAt('report', 'reportScript'),
    renew: await scriptAt('renew', 'renewScript'),
    release: await scriptAt('release', 'releaseScript'),
    finish: await scriptAt('finish', 'finishScript'),
  },
}
