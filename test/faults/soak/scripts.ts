import type { Scripts } from './audit.ts'

interface Script {
  lua: string
  sha1: string
}

/** The store's scripts, which are private to its adapter: by their place. */
async function scriptAt(file: string): Promise<Script> {
  const url = new URL(`../../../packages/adapters/src/redis/scripts/${file}.ts`, import.meta.url)
  const module = (await import(url.href)) as Record<string, Script>
  return module[`${file}Script`]!
}

const claim = await scriptAt('claim')
const fenced = {
  report: await scriptAt('report'),
  renew: await scriptAt('renew'),
  release: await scriptAt('release'),
  finish: await scriptAt('finish'),
}

export const scripts: Scripts = {
  claim: claim.lua,
  fenced: Object.fromEntries(Object.entries(fenced).map(([name, { lua }]) => [name, lua])),
}

/** By which the server knows the scripts, once it has met them. */
export const scriptHashes = [claim, ...Object.values(fenced)].map(({ sha1 }) => sha1)
