import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { csv } from '../view/csv.ts'
import { jsonText } from '../view/json.ts'
import type { Result } from '../view/result.ts'
import { table } from '../view/table.ts'

export interface ResultFlags {
  format: 'table' | 'json' | 'csv' | 'yaml'
  output?: string
}

export function formatOption(command: Command): Command {
  const formats = ['table', 'json', 'csv', 'yaml']
  return command.addOption(
    new Option('-f, --format <format>', 'how results are written').choices(formats).default('table'),
  )
}

export function outputOption(command: Command): Command {
  return command.option('-o, --output <file>', 'write the result into this file')
}

export async function writeResult(result: Result, flags: ResultFlags, context: Context): Promise<void> {
  const text = await resultText(result, flags, context)
  if (flags.output === undefined) return flags.format === 'table' ? context.out.write(text) : context.out.data(text)
  try {
    await writeFile(resolve(context.cwd, flags.output), text)
  } catch (error) {
    const got = `${flags.output} cannot be written (${(error as Error).message}).`
    throw new CliError('UNWRITABLE', got, 'Give another file with -o.', { cause: error })
  }
  context.err.write(`Written to ${flags.output}.\n`)
}

async function resultText(result: Result, { format, output }: ResultFlags, context: Context): Promise<string> {
  if (format === 'json') return `${jsonText(result.json, 2)}\n`
  if (format === 'yaml') return (await import('../view/yaml.ts')).yaml(result.json)
  if (format === 'csv') return csv(result.csv.header, result.csv.rows)
  const width = output === undefined ? context.out.columns : Infinity
  const { text, left } = table(result.columns, result.rows, width)
  const ways = result.isChoosable ? 'choose with --columns or use -f csv' : '-f csv has all'
  if (left.length > 0) context.err.write(`No room for ${left.join(', ')}; ${ways}.\n`)
  return `${text}\n`
}
