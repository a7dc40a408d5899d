import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { testCli } from './test-context.ts'

/**
 * A page of docs as it would be if everything in it had just been done: its files (```yaml as `<name>.yaml`, ```csv as
 * the file that is named last before it) are written to `folder`, and its commands (`$ hypersweep …` in ```console) are run one after the other.
 *
 * What a command printed replaces what the page says it prints, unless that says the same: there a line `…` stands for
 * any number of lines, and times may differ.
 */
export async function replayPage(page: string, cli: ReturnType<typeof testCli>, folder: string): Promise<string> {
  const text = readFileSync(page, 'utf8')
  const parts: string[] = []
  let from = 0
  for (const { 0: block, 1: kind, 2: body, index } of text.matchAll(/^```(yaml|csv|console)\n(.*?)^```$/gms)) {
    parts.push(text.slice(from, index))
    from = index + block.length
    parts.push(kind === 'console' ? `\`\`\`console\n${await replayed(body!, cli)}\`\`\`` : block)
    const named = [...text.slice(0, index).matchAll(/`([\w-]+\.csv)`/g)].at(-1)?.[1]
    if (kind === 'csv') writeFileSync(join(folder, named!), body!)
    if (kind === 'yaml') writeFileSync(join(folder, `${/^name: (\S+)/m.exec(body!)![1]}.yaml`), body!)
  }
  return parts.join('') + text.slice(from)
}

async function replayed(console: string, cli: ReturnType<typeof testCli>): Promise<string> {
  let now = ''
  for (const [, command, said] of console.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
    const [name, ...rest] = wordsOf(command!)
    const { code, out, err } = await cli.run(name, ...rest)
    // A terminal shows both: `run` says what it does before what came out, the others what to do with it.
    const both = name === 'run' ? err + out : out + err
    const printed = `${both.replaceAll('\r', '')}${code === 0 ? '' : `[exit ${code}]\n`}`
    now += `$ ${command}\n${says(said!, printed) ? said : printed}`
  }
  return now
}

function wordsOf(command: string): [string, ...string[]] {
  const words = [...command.matchAll(/'(.*?)'|"(.*?)"|(\S+)/g)].map(([, one, two, plain]) => one ?? two ?? plain!)
  const [program, name, ...rest] = words
  if (program !== 'hypersweep' || name === undefined) throw new Error(`No command of ours: ${command}`)
  return [name, ...rest]
}

/** Whether a page's words are those that were printed. */
function says(page: string, printed: string): boolean {
  const lines = timeless(page)
    .split('\n')
    .map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = lines.map((line) => (line === '…' ? '(?:.*\n)*?' : `${line}\n`)).join('')
  return new RegExp(`^${pattern}$`).test(`${timeless(printed)}\n`)
}

/** Without the milliseconds that stand last in a comparison of networks. */
function timeless(text: string): string {
  return text.replaceAll(/^((?:best single|mean of|average of|greedy of|snapshot of).*?) +[\d.]+$/gm, '$1')
}
