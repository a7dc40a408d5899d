import { Command, CommanderError } from 'commander'
import { laterCommands } from './commands/later.ts'
import type { Context } from './context.ts'
import { errorText, exitCodeOf } from './error-text.ts'
import { type Listed, listing } from './listing.ts'

export type { Context }

/** Runs one command line, without the program's own name, and returns its exit code. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  try {
    const program = await hypersweep(context, args[0])
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what is wrong by then; its help and version end as errors too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    context.err.write(`${errorText(error, { debug: args.includes('--debug') })}\n`)
    return exitCodeOf(error)
  }
}

type CommandMaker = (context: Context) => Command

/** In the order in which a person meets them. The code of each is loaded when it is wanted. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  create: async () => (await import('./commands/create.ts')).createCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  worker: async () => (await import('./commands/worker.ts')).workerCommand,
  ls: async () => (await import('./commands/ls.ts')).lsCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  leaderboard: async () => (await import('./commands/leaderboard.ts')).leaderboardCommand,
  trials: async () => (await import('./commands/trials.ts')).trialsCommand,
  best: async () => (await import('./commands/best.ts')).bestCommand,
  trial: async () => (await import('./commands/trial.ts')).trialCommand,
  pause: async () => (await import('./commands/control.ts')).pauseCommand,
  resume: async () => (await import('./commands/control.ts')).resumeCommand,
  stop: async () => (await import('./commands/control.ts')).stopCommand,
  cancel: async () => (await import('./commands/control.ts')).cancelCommand,
  extend: async () => (await import('./commands/extend.ts')).extendCommand,
  ensemble: async () => (await import('./commands/ensemble.ts')).ensembleCommand,
  predict: async () => (await import('./commands/predict.ts')).predictCommand,
  digest: async () => (await import('./commands/digest.ts')).digestCommand,
  delete: async () => (await import('./commands/delete.ts')).deleteCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  gc: async () => (await import('./commands/gc.ts')).gcCommand,
  data: async () => (await import('./commands/data.ts')).dataCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
}

/** So that these are as quick. */
const ALIASES: Readonly<Record<string, string>> = { lb: 'leaderboard' }

/** The command that is called where it has its own name; else all, for the help and for slips of the finger. */
function wanted(called: string | undefined): Promise<CommandMaker[]> {
  if (called === '__complete') return completing()
  if (called === '--version' || called === '-V') return Promise.resolve([])
  if (listing && [undefined, '--help', '-h'].includes(called)) {
    return Promise.resolve(listing.map((one) => () => listedCommand(one)))
  }
  const one = COMMANDS[ALIASES[called ?? ''] ?? called ?? '']
  return Promise.all((one ? [one] : Object.values(COMMANDS)).map((load) => load()))
}

/** What is left of a command where only the list of all is wanted: it is not run. */
function listedCommand({ name, aliases, about, takes, below }: Listed): Command {
  const command = new Command(name).description(about).aliases(aliases)
  for (const argument of takes) command.argument(argument)
  for (const sub of below) command.command(sub)
  return command
}

/** What shells ask of this command is no person's business: no help names it. */
async function completing(): Promise<CommandMaker[]> {
  const { completeCommand } = await import('./commands/complete.ts')
  return [(context) => completeCommand(context, hypersweep)]
}

/** The command line with its help: the whole of it, or as much as a command that is `called` needs. */
export async function hypersweep(context: Context, called?: string): Promise<Command> {
  const program = new Command('hypersweep')
    .description('Trains a network once for every point of a search space, and ranks what comes out.')
    .version(context.version, '-V, --version')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      getOutHelpWidth: () => Math.min(100, context.out.columns),
      getErrHelpWidth: () => Math.min(100, context.err.columns),
      outputError: (text, write) => write(text.replace(/^error: /, 'hypersweep: ')),
    })
    .configureHelp({ subcommandTerm })
    .addHelpText('after', FIRST_STEPS)
  for (const command of await wanted(called)) program.addCommand(command(context))
  inherit(program)
  for (const command of laterCommands()) program.addCommand(command, { hidden: true })
  return program
}

/** `leaderboard, lb <sweep>`; that there are options goes without saying. */
function subcommandTerm(command: Command): string {
  const names = [command.name(), ...command.aliases()].join(', ')
  const shown = command.registeredArguments.map((argument) => {
    return argument.required ? `<${argument.name()}>` : `[${argument.name()}${argument.variadic ? '…' : ''}]`
  })
  const below = command.commands.map((sub) => sub.name()).join('|')
  return [names, below, ...shown].filter((part) => part !== '').join(' ')
}

const FIRST_STEPS = `
First steps:
  hypersweep init sweep.yaml     write a sweep file
  hypersweep run sweep.yaml      run it on all cores of this machine
  hypersweep leaderboard digits  see what came out`

function inherit(parent: Command): void {
  for (const command of parent.commands) {
    // Its flags and its help are those of another program.
    if (command.name() === 'worker') continue
    command.copyInheritedSettings(parent)
    if (command.commands.length === 0) command.option('--debug', 'show where an error came from')
    inherit(command)
  }
}
