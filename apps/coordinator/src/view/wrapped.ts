import { cells, cut } from './printable.ts'

/** The words of a text in lines of at most `width` cells, each after the first behind `indent` spaces. */
export function wrapped(text: string, width: number, indent = 0): string[] {
  const [lead = ''] = /^ */.exec(text) ?? []
  const [first = '', ...words] = text.slice(lead.length).split(' ')
  const lines = [lead + first]
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`
    if (cells(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(' '.repeat(indent) + word)
  }
  return lines.map((line) => cut(line, width))
}
