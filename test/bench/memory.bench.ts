import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { benchDataset } from './data.ts'
import { loadEngine, networkBytes } from './engine.ts'
import { table } from './table.ts'
import { trainingThread } from './training-thread.ts'
import { WORKS, type Work } from './works.ts'

// How much resident memory another training thread costs, beyond its network; each work in a process of its own.
// The thread holds the core alone, from its TypeScript sources; what Node takes to strip their types is counted.

const NAMES = ['mlp-128-momentum', 'mlp-512-momentum', 'mlp-512-adam-dropout']
const SECONDS = 2

const only = WORKS.find(({ name }) => name === process.argv[2])
if (only) console.log((await measure(only)).join('\n'))
else {
  const rows = [['MB', 'data and one thread', 'second thread', 'third thread', 'its network', 'second beyond it']]
  for (const work of WORKS.filter(({ name }) => NAMES.includes(name))) {
    const args = [...process.execArgv, import.meta.filename, work.name]
    rows.push([work.title, ...execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n')])
  }
  console.log('Resident memory; to reach: less than 20 MB beyond the network (weights, gradients, optimizer).\n')
  console.log(table(rows))
}

async function measure(work: Work): Promise<string[]> {
  const [engine, data] = [await loadEngine(), await benchDataset(work.data)]
  await using threads = new AsyncDisposableStack()
  const resident: number[] = []
  for (let count = 1; count <= 3; count++) {
    await threads.use(trainingThread({ engine, data, work })).train(SECONDS)
    // Garbage of the start goes soon after.
    await setTimeout(500)
    resident.push(process.memoryUsage.rss())
  }
  const [one, two, three] = resident as [number, number, number]
  const network = networkBytes(work, data)
  return [one, two - one, three - two, network, two - one - network].map((bytes) => (bytes / 1e6).toFixed(1))
}
