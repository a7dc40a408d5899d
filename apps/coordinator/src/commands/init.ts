import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { TEMPLATES, type Template, templateText } from '../templates/index.ts'

interface InitFlags {
  template: string
  force?: boolean
}

export function initCommand(context: Context): Command {
  return new Command('init')
    .description('write a first sweep file, ready to run')
    .argument('[file]', 'where to write it', 'sweep.yaml')
    .addOption(
      new Option('-t, --template <name>', 'what it begins as').choices(Object.keys(TEMPLATES)).default('digits'),
    )
    .option('--force', 'write over files that are there already')
    .addHelpText('after', EXPLANATION)
    .action(async (file: string, { template, force = false }: InitFlags) => {
      const chosen = TEMPLATES[template]!
      await writeAll(filesOf(chosen, file, context), { force, context })
      context.out.write(nextSteps(chosen, file, context))
    })
}

const EXPLANATION = `
Templates:
${Object.entries(TEMPLATES)
  .map(([name, { about }]) => `  ${name.padEnd(8)}${about}`)
  .join('\n')}

Examples:
  hypersweep init
  hypersweep init flowers.yaml --template csv`

/** All that the template consists of: each file as it is shown to a person, and its text. */
function filesOf(template: Template, file: string, { cwd, schema }: Context): [name: string, text: string][] {
  const beside = Object.entries(template.beside ?? {}).map(([name, text]): [string, string] => {
    return [join(dirname(file), name), text]
  })
  const text = templateText(template, { file, schema: schemaFrom(resolve(cwd, file), schema) })
  return [...beside, [file, text]]
}

const INSTALLED = 'node_modules/hypersweep/sweep.schema.json'

/** That of the project which the file is in, by a path that stays true where the project is moved; else the program's own. */
function schemaFrom(path: string, own: string): string {
  const home = dirname(path)
  for (let folder = home; ; folder = dirname(folder)) {
    if (existsSync(join(folder, INSTALLED))) return relative(home, join(folder, INSTALLED)).split(sep).join('/')
    if (folder === dirname(folder)) return pathToFileURL(own).href
  }
}

interface WriteOptions {
  force: boolean
  context: Context
}

/** All or, where one is there already, none. Data that is there as it would be written is no obstacle. */
async function writeAll(files: readonly [string, string][], { force, context: { cwd } }: WriteOptions): Promise<void> {
  for (const [file, text] of force ? [] : files) {
    const before = await readFile(resolve(cwd, file), 'utf8').catch(() => undefined)
    if (before === undefined || (before === text && file.endsWith('.csv'))) continue
    throw new CliError('FILE_EXISTS', `${file} is there already.`, 'Give another name, or write over it with --force.')
  }
  for (const [file, text] of files) {
    await writeFile(resolve(cwd, file), text).catch((cause: Error) => {
      const got = `${file} cannot be written (${cause.message}).`
      throw new CliError('UNWRITABLE', got, 'Give another name: hypersweep init other.yaml', { cause })
    })
  }
}

function nextSteps({ beside = {}, fetches }: Template, file: string, { cwd, program }: Context): string {
  const others = Object.keys(beside).map((name) => ` and ${join(dirname(file), name)}`)
  const run = `  ${program} run ${quoted(file)}\n`
  const wrote = `Wrote ${file}${others.join('')}.`
  const folder = fetches && join(dirname(file), fetches.path)
  if (folder === undefined || existsSync(resolve(cwd, folder))) return `${wrote} Run it with:\n${run}`
  const path = folder === fetches!.path ? '' : ` --path ${quoted(folder)}`
  return `${wrote} Fetch its data, then run it:\n  ${program} data fetch ${fetches!.name}${path}\n${run}`
}

function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
