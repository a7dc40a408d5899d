import { dataHosts } from '@hypersweep/runner'
import { type Command, InvalidArgumentError } from 'commander'

/** The flags by which a command that needs data may fetch it. */
export interface DataFlags {
  /** Hosts that may be asked. */
  dataHost?: readonly string[]
  /** Where what was fetched is kept. */
  dataCache?: string
}

export function dataOptions(command: Command): Command {
  return command
    .option(
      '--data-host <name>',
      'fetch data by https from this host, where the file names it; repeatable (or set HYPERSWEEP_DATA_HOSTS)',
      hosts,
    )
    .option('--data-cache <folder>', 'where data that was fetched is kept (or set HYPERSWEEP_DATA_CACHE)')
}

/** The flags as a person types them. */
export function dataFlagTexts({ dataHost = [], dataCache }: DataFlags): string[] {
  const cache = dataCache === undefined ? [] : ['--data-cache', dataCache]
  return [...dataHost.flatMap((host) => ['--data-host', host]), ...cache]
}

function hosts(text: string, before: readonly string[] = []): string[] {
  try {
    return [...before, ...dataHosts(text)]
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
