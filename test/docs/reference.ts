import { type Context, hypersweep } from '@hypersweep/coordinator/cli'
import { workerCommand } from '@hypersweep/worker/options'
import type { Command } from 'commander'
import { schemaFile } from './json-schemas.ts'

const WIDTH = 100

const HEADER = `# Reference: the command line

Every command, as its \`--help\` says, and the JSON Schema of what its \`-f json\` prints. Written by the commands themselves: change those, then run \`pnpm reference\`.

What holds for all of them: results go to stdout, progress and notes to stderr. Exit codes are 0 done, 1 failed, 2 wrong usage or input, 130 after Ctrl-C. \`--debug\` shows where an error came from.`

/** docs/reference.md. */
export async function reference(): Promise<string> {
  const commands = all(await program())
  const rows = commands.map(({ name, description, isJson }) => {
    const schema = isJson ? `[JSON](schemas/${schemaFile(name)})` : ''
    return `| [\`${name}\`](#${anchor(name)}) | ${description} | ${schema} |`
  })
  const contents = ['| command | | |', '| --- | --- | --- |', ...rows].join('\n')
  const sections = commands.map(({ name, help }) => `## ${name}\n\n\`\`\`\n${help.trim()}\n\`\`\``)
  return `${[HEADER, contents, ...sections].join('\n\n')}\n`
}

/** The commands with `-f json`. */
export async function jsonCommands(): Promise<string[]> {
  return all(await program())
    .filter(({ isJson }) => isJson)
    .map(({ name }) => name)
    .toSorted()
}

interface Described {
  /** As it is typed: `trial show`. */
  name: string
  description: string
  help: string
  isJson: boolean
}

/** The commands of the command line, those below others behind them, in the order of its help. */
function all(program: Command): Described[] {
  const described = (command: Command, above: string): Described[] => {
    const name = `${above}${command.name()}`
    const below = visible(command).flatMap((each) => described(each, `${name} `))
    const whole = name === 'worker' ? worker() : command
    const isJson = whole.options.some(({ long, argChoices }) => long === '--format' && argChoices?.includes('json'))
    return [{ name, description: whole.description(), help: helpOf(whole), isJson }, ...below]
  }
  return visible(program).flatMap((command) => described(command, ''))
}

function visible(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help')
}

/** What is only shown needs no stores. */
function program(): Promise<Command> {
  const screen = { columns: WIDTH }
  return hypersweep({ version: 'none', out: screen, err: screen } as Context)
}

/** The worker's help is the worker's own; its defaults are those of some machine. */
function worker(): Command {
  const ignored = async () => undefined
  return workerCommand(
    { threads: 8, name: 'ada-4711', dataCache: '~/.cache/hypersweep/data' },
    ignored,
  ).configureOutput({ getOutHelpWidth: () => WIDTH })
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => (help += text) }).outputHelp()
  return help
}

function anchor(name: string): string {
  return name.replaceAll(' ', '-')
}
