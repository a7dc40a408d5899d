import { Command } from 'commander'
import { CliError } from '../errors.ts'

/** Commands of a later version, and what helps until then. */
const LATER: Readonly<Record<string, string>> = {
  importance: 'Take the trials elsewhere with: hypersweep export SWEEP -f csv -o trials.csv',
  report: 'The same facts: hypersweep leaderboard SWEEP, hypersweep best SWEEP --test',
  dashboard: 'Watch a sweep in the terminal: hypersweep status SWEEP',
}

/** Each answers in one line, whatever stands behind it; the help does not list them. */
export function laterCommands(): Command[] {
  return Object.entries(LATER).map(([name, instead]) =>
    new Command(name)
      .argument('[words...]')
      .helpOption(false)
      .allowUnknownOption()
      .action(() => {
        throw new CliError('LATER', `This version has no ${name}.`, instead)
      }),
  )
}
