import { availableParallelism, cpus } from 'node:os'
import type { Command } from './contender.ts'
import { benchData } from './data.ts'
import { type PeersOptions, peersOptions, USAGE } from './options.ts'
import { HYPERSWEEP, peerCommand } from './peer-commands.ts'
import { type Report, reportJson, reportText } from './report.ts'
import { measureRoofline } from './roofline.ts'
import { measureWork } from './rounds.ts'

// `pnpm bench:peers`: the same work by hypersweep and by others, in turn in one run.

// An interrupt reaches the contenders too; that they end early ends the run, which then takes its files away.
let isInterrupted = false
process.once('SIGINT', () => {
  isInterrupted = true
})

try {
  const options = peersOptions(process.argv.slice(2))
  if (options.help) console.log(USAGE)
  else await run(options)
} catch (error) {
  if (isInterrupted) console.error('Interrupted.')
  else console.error(error instanceof Error ? error.message : error)
  process.exitCode = isInterrupted ? 130 : 1
}

async function run(options: PeersOptions): Promise<void> {
  const report = await measure(options)
  if (options.format === 'json') console.log(JSON.stringify(reportJson(report), null, 2))
  else console.log(reportText(report, options.peers))
}

async function measure({ works, peers, rounds, seconds }: PeersOptions): Promise<Report> {
  await using data = await benchData()
  const commands = new Map<string, Command>([['hypersweep', HYPERSWEEP]])
  const missing: Record<string, string> = {}
  for (const peer of peers) {
    const command = await peerCommand(peer)
    if ('missing' in command) missing[peer] = command.missing
    else commands.set(peer, command)
  }
  const roofline = await measureRoofline()
  const measured: Report['works'] = []
  for (const work of works) {
    console.error(`${work.name} …`)
    const task = { work, data: await data.files(work.data) }
    measured.push({ work, results: await measureWork(task, commands, { rounds, seconds }) })
  }
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown CPU',
    cores: availableParallelism(),
    node: process.version,
    roofline,
  }
  return { machine, data: data.about(), rounds, seconds, missing, works: measured }
}
