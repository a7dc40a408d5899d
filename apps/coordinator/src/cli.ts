import { Command, CommanderError } from 'commander'
import { bestCommand } from './commands/best.ts'
import { checkCommand } from './commands/check.ts'
import { digestCommand } from './commands/digest.ts'
import { doctorCommand } from './commands/doctor.ts'
import { ensembleCommand } from './commands/ensemble.ts'
import { initCommand } from './commands/init.ts'
import { laterCommands } from './commands/later.ts'
import { leaderboardCommand } from './commands/leaderboard.ts'
import { lsCommand } from './commands/ls.ts'
import { predictCommand } from './commands/predict.ts'
import { runCommand } from './commands/run.ts'
import { statusCommand } from './commands/status.ts'
import { trialCommand } from './commands/trial.ts'
import { workerCommand } from './commands/worker.ts'
import type { Context } from './context.ts'
import { errorText, exitCodeOf } from './error-text.ts'

export type { Context }

/** Runs one command line, without the program's own name, and returns its exit code. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  try {
    await hypersweep(context).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what is wrong by then; its help and version end as errors too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    context.err.write(`${errorText(error, { debug: args.includes('--debug') })}\n`)
    return exitCodeOf(error)
  }
}

/** In the order in which a person meets them. */
const COMMANDS = [
  initCommand,
  checkCommand,
  runCommand,
  workerCommand,
  lsCommand,
  statusCommand,
  leaderboardCommand,
  bestCommand,
  trialCommand,
  ensembleCommand,
  predictCommand,
  digestCommand,
  doctorCommand,
]

/** The whole command line, with its help. */
export function hypersweep(context: Context): Command {
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
  for (const command of COMMANDS) program.addCommand(command(context))
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
