import { redisScript } from '../redis-script.ts'
import type { Scripts } from './audit.ts'

const claim = await redisScript('claim')
const fenced = {
  report: await redisScript('report'),
  renew: await redisScript('renew'),
  release: await redisScript('release'),
  finish: await redisScript('finish'),
}

export const scripts: Scripts = {
  claim: claim.lua,
  fenced: Object.fromEntries(Object.entries(fenced).map(([name, { lua }]) => [name, lua])),
}

/** By which the server knows the scripts, once it has met them. */
export const scriptHashes = [claim, ...Object.values(fenced)].map(({ sha1 }) => sha1)
