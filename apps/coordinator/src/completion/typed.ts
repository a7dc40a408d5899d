import type { Argument, Command, Option } from 'commander'

/** What a person is typing, and what has been typed before it. */
export interface Typed {
  command: Command
  /** The beginning of the word under the cursor. */
  current: string
  /** What that word is. */
  place:
    | { kind: 'command' }
    | { kind: 'option' }
    | { kind: 'value'; option: Option; before: string }
    | { kind: 'argument'; argument: Argument }
    | { kind: 'nothing' }
  /** Values of options, by their long names. */
  values: Readonly<Record<string, string>>
}

/** Reads the words behind the program's name; the last of them is the one under the cursor. */
export function readTyped(program: Command, words: readonly string[]): Typed {
  const current = words.at(-1) ?? ''
  const values: Record<string, string> = {}
  let [command, place] = [program, 0]
  let open: Option | undefined
  for (const word of words.slice(0, -1)) {
    if (open !== undefined) {
      values[open.long!] = word
      open = undefined
    } else if (word.startsWith('-')) {
      const [name, value] = cutAtEquals(word)
      const option = optionOf(command, name)
      if (option && value !== undefined) values[option.long!] = value
      else if (option?.required) open = option
    } else {
      const below = command.commands.find((one) => one.name() === word || one.aliases().includes(word))
      if (below) command = below
      else place++
    }
  }
  return { command, current, values, place: open ? valuePlace(open, '') : placeOf(command, current, place) }
}

function placeOf(command: Command, current: string, place: number): Typed['place'] {
  const [name, value] = cutAtEquals(current)
  const option = optionOf(command, name)
  if (option && value !== undefined) return valuePlace(option, `${name}=`)
  if (current.startsWith('-')) return { kind: 'option' }
  if (command.commands.length > 0) return { kind: place === 0 ? 'command' : 'nothing' }
  const { registeredArguments } = command
  const last = registeredArguments.at(-1)
  const argument = registeredArguments[place] ?? (last?.variadic ? last : undefined)
  return argument ? { kind: 'argument', argument } : { kind: 'nothing' }
}

/** @param before  what stands before the value in the same word: `--format=` */
function valuePlace(option: Option, before: string): Typed['place'] {
  return { kind: 'value', option, before }
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name || option.short === name)
}

function cutAtEquals(word: string): [name: string, value?: string] {
  const cut = word.startsWith('--') ? word.indexOf('=') : -1
  return cut < 0 ? [word] : [word.slice(0, cut), word.slice(cut + 1)]
}
