import type { Command } from 'commander'

export function setOption(command: Command): Command {
  const append = (value: string, before: readonly string[] = []) => [...before, value]
  return command.option('--set <key=value>', 'change a key of the file, such as training.epochs=3; repeatable', append)
}
