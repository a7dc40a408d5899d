import { homedir } from 'node:os'
import { join } from 'node:path'
import { allowedHost, type DataFetcher } from '@hypersweep/datasets'
import type { Log } from '../log.ts'

export interface OpenFetcherOptions {
  /** Who may be asked, as an operator writes them; nobody where it is empty. */
  hosts: readonly string[]
  cacheDir: string
  /** Taken by one process of this machine at a time. */
  lock: (path: string) => Disposable | undefined
  say: Log
}

/** What fetches data for a worker or a run; loaded when it is wanted, as all that it needs of the network is. */
export async function openDataFetcher({ hosts, ...options }: OpenFetcherOptions): Promise<DataFetcher> {
  const { dataFetcher } = await import('@hypersweep/datasets/fetch')
  return dataFetcher({ ...options, hosts: hosts.map(allowedHost) })
}

/**
 * Hosts as an option or the environment has them, with commas between.
 *
 * @throws DatasetError DATA_HOST
 */
export function dataHosts(text: string): string[] {
  const hosts = text.split(',').filter((host) => host.trim() !== '')
  return hosts.map((host) => allowedHost(host).text)
}

/** Where what was fetched is kept unless told otherwise. */
export function usualDataCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/data')
}
