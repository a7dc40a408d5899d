import { Command } from 'commander'
import type { Context, Problem } from '../context.ts'
import { examineCheckpoints } from '../doctor/checkpoints.ts'
import type { Finding } from '../doctor/finding.ts'
import { examineKernels } from '../doctor/kernels.ts'
import { examineCores, examineMemory, examineNode } from '../doctor/machine.ts'
import { CliError } from '../errors.ts'
import type { FindingsJson } from '../schemas/doctor.ts'
import { type StoreFlags, storeOptions } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { pad } from '../view/printable.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function doctorCommand(context: Context): Command {
  const command = new Command('doctor')
    .description('examine this machine, and say what to mend')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: StoreFlags & ResultFlags) => {
      const { dir, checkpoints } = flags
      const findings = [
        examineNode(),
        examineCores(),
        examineMemory(),
        await examineKernels(),
        ...(await examineCheckpoints({ dir, place: checkpoints ?? context.checkpoints }, context.probeCheckpoints)),
        ...(await examineRedis(flags, context)),
      ]
      await writeFindings(findings, flags, context)
      const bad = findings.filter((finding) => finding.health === 'bad').length
      if (bad === 0) return
      throw new CliError('DOCTOR', `${counted(bad, 'finding')} must be mended.`, 'The lines above say how.', {
        exitCode: 1,
      })
    })
  return formatOption(storeOptions(command))
}

const EXAMPLES = `
Examples:
  hypersweep doctor --redis redis://localhost:6379
  hypersweep doctor --checkpoints s3://sweeps/team`

async function examineRedis(flags: StoreFlags, context: Context): Promise<Finding[]> {
  const url = flags.redis ?? context.redis
  if (url === undefined || url === 'auto') return []
  const subject = 'redis'
  try {
    const { how, problems, remarks } = await context.examineRedis(url)
    const fact = problems.length === 0 ? `answers, and keeps what it is told; ${how}` : `answers; ${how}`
    const found = (health: 'bad' | 'poor') => (each: Problem) => ({
      subject,
      fact: each.problem,
      health,
      fix: each.fix,
    })
    return [{ subject, fact, health: 'good' }, ...problems.map(found('bad')), ...remarks.map(found('poor'))]
  } catch (error) {
    const fix = 'Without --redis, hypersweep run needs none.'
    return [{ subject, fact: (error as Error).message, health: 'bad', fix }]
  }
}

async function writeFindings(findings: readonly Finding[], flags: ResultFlags, context: Context): Promise<void> {
  if (flags.format === 'table') {
    for (const finding of findings) context.out.write(`${findingText(finding, context)}\n`)
    return
  }
  const header = ['subject', 'health', 'fact', 'fix'] as const
  const rows = findings.map((finding) => header.map((key) => finding[key]))
  const json: FindingsJson = findings
  await writeResult({ columns: [], rows: [], json, csv: { header, rows } }, flags, context)
}

function findingText({ subject, fact, health, fix }: Finding, { out: { paint } }: Context): string {
  const mark = { good: paint('green', 'ok '), poor: paint('yellow', '!  '), bad: paint('red', 'BAD') }[health]
  return `${mark}  ${pad(subject, 8)} ${fact}${fix === undefined ? '' : `\n              ${fix}`}`
}
