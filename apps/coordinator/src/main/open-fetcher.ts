import { processLock } from '@hypersweep/adapters'
import type { DataFetcher } from '@hypersweep/datasets'
import { dataHosts, openDataFetcher, usualDataCache } from '@hypersweep/runner'
import type { DataFlags } from '../data-flags.ts'
import type { Screen } from '../screen.ts'

/** What fetches data from hosts that the flags, or else the environment, allow. */
export function openFetcher({ dataHost, dataCache }: DataFlags, err: Screen): Promise<DataFetcher> {
  const { env } = process
  return openDataFetcher({
    hosts: dataHost ?? dataHosts(env['HYPERSWEEP_DATA_HOSTS'] ?? ''),
    cacheDir: dataCache ?? (env['HYPERSWEEP_DATA_CACHE'] || usualDataCache(env)),
    lock: processLock,
    say: (line) => err.say(line),
  })
}
