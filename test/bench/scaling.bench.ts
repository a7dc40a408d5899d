import { benchDataset } from './data.ts'
import { loadEngine } from './engine.ts'
import { median } from './statistics.ts'
import { figure, table, times } from './table.ts'
import { trainingThread } from './training-thread.ts'
import { WORKS, type Work } from './works.ts'

// What two threads that train side by side do against one alone, in turn; 2 is the most there is.

const NAMES = ['mlp-128-momentum', 'mlp-512-momentum', 'mlp-512-adam-dropout', 'points-adam']
const ROUNDS = 5
const SECONDS = 1

const engine = await loadEngine()
const rows = [['training', 'one thread', 'two threads', 'ratio']]
for (const work of WORKS.filter(({ name }) => NAMES.includes(name))) rows.push(await scaling(work))
console.log(`Steps a second of all threads; medians of ${ROUNDS} rounds of ${SECONDS} s. To reach: 1.9x.\n`)
console.log(table(rows))

async function scaling(work: Work): Promise<string[]> {
  const data = await benchDataset(work.data)
  await using first = trainingThread({ engine, data, work })
  await using second = trainingThread({ engine, data, work })
  const [alone, together]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(rate(await first.train(SECONDS)))
    const both = await Promise.all([first.train(SECONDS), second.train(SECONDS)])
    together.push(rate(both[0]) + rate(both[1]))
  }
  const [one, two] = [median(alone), median(together)]
  return [work.title, figure(one), figure(two), times(two / one)]
}

function rate({ count, seconds }: { count: number; seconds: number }): number {
  return count / seconds
}
