import type { Command } from 'commander'

export interface DataRootFlags {
  dataRoot?: string
}

export function dataRootOption(command: Command): Command {
  return command.option('--data-root <folder>', 'where data files are looked for (default: where run found them)')
}
