import { type Argument, type Command, Option } from 'commander'
import { readTyped, type Typed } from './typed.ts'
import { workerOptions } from './worker-options.ts'

export interface Candidate {
  value: string
  /** What it is, where the shell shows that. */
  about: string
}

/** What may stand where the cursor is: these words, or files, which the shell knows itself. */
export type Completion = { kind: 'words'; candidates: readonly Candidate[] } | { kind: 'files' }

/** Names of the sweeps in the store that the options typed so far name. */
export type SweepNames = (values: Typed['values']) => Promise<readonly Candidate[]>

/** @param words  behind the program's name; the last is the one under the cursor, and may be empty */
export async function complete(
  program: Command,
  words: readonly string[],
  sweepNames: SweepNames,
): Promise<Completion> {
  const typed = readTyped(program, words)
  const found = typed.command.name() === 'worker' ? workerCompletion(words) : await completionAt(typed, sweepNames)
  if (found.kind === 'files') return found
  const before = typed.place.kind === 'value' ? typed.place.before : ''
  const whole = found.candidates.map(({ value, about }) => ({ value: before + value, about }))
  return { kind: 'words', candidates: whole.filter(({ value }) => value.startsWith(typed.current)) }
}

async function completionAt(typed: Typed, sweepNames: SweepNames): Promise<Completion> {
  const { command, place, values } = typed
  switch (place.kind) {
    case 'command':
      return { kind: 'words', candidates: commandsOf(command) }
    case 'option':
      return { kind: 'words', candidates: optionsOf(command, values) }
    case 'value':
      return optionValues(place.option)
    case 'argument':
      return argumentValues(place.argument, () => sweepNames(values))
    case 'nothing':
      return NOTHING
  }
}

const NOTHING: Completion = { kind: 'words', candidates: [] }

function commandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help')
    .map((one) => ({ value: one.name(), about: one.description() }))
}

/** Those that are not there yet; some may be there several times. */
function optionsOf(command: Command, values: Typed['values']): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long, description }) => !Object.hasOwn(values, long ?? '') || description.includes('repeatable'))
    .map(({ long, short, description }) => ({ value: long ?? short!, about: description }))
}

const OF_FILES = /<(file|folder|dir|place)>/

function optionValues({ argChoices, flags }: Option): Completion {
  if (argChoices !== undefined) return choices(argChoices)
  return OF_FILES.test(flags) ? { kind: 'files' } : NOTHING
}

async function argumentValues(argument: Argument, sweeps: () => Promise<readonly Candidate[]>): Promise<Completion> {
  if (argument.argChoices !== undefined) return choices(argument.argChoices)
  if (/^sweeps?$/.test(argument.name())) return { kind: 'words', candidates: await sweeps() }
  return /^numbers?$/.test(argument.name()) ? NOTHING : { kind: 'files' }
}

function choices(values: readonly string[]): Completion {
  return { kind: 'words', candidates: values.map((value) => ({ value, about: '' })) }
}

/** The worker's command line is another program's. */
function workerCompletion(words: readonly string[]): Completion {
  const [option] = words.slice(-2)
  const taken = workerOptions.find(({ flags }) => flags.split(' ')[0] === option && flags.includes('<'))
  if (taken) return optionValues(new Option(taken.flags))
  return {
    kind: 'words',
    candidates: workerOptions.map(({ flags, about }) => ({ value: flags.split(' ')[0]!, about })),
  }
}
