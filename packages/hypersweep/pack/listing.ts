import { type Context, hypersweep } from '@hypersweep/coordinator/cli'
import type { Listed } from '@hypersweep/coordinator/listing'
import type { Argument } from 'commander'

/** The commands as the help of all lists them: what a command is asked for that is only shown. */
export async function commandListing(): Promise<Listed[]> {
  const program = await hypersweep({ version: '', out: {}, err: {} } as Context)
  const visible = program.createHelp().visibleCommands(program)
  return visible
    .filter((command) => command.name() !== 'help')
    .map((command) => ({
      name: command.name(),
      aliases: command.aliases(),
      about: command.description(),
      takes: command.registeredArguments.map(argumentText),
      below: command.commands.map((below) => below.name()),
    }))
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}
