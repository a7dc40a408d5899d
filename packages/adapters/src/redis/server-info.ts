import type { Redis } from 'ioredis'
import { answered } from './answered.ts'

/** What a server says of itself by INFO, which managed servers and narrow rules allow too. */
export function serverInfo(client: Redis): Promise<ReadonlyMap<string, string>> {
  return answered(client, () => infoOnceLoaded(client), 5000)
}

/** While it reads its file a server calls itself not append-only. */
async function infoOnceLoaded(client: Redis): Promise<ReadonlyMap<string, string>> {
  const info = fields(await client.info())
  if (info.get('loading') === '1') throw new Error('LOADING: it still reads its file')
  return info
}

function fields(info: string): ReadonlyMap<string, string> {
  const lines = info.split(/\r?\n/).filter((line) => line.includes(':'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}
