import { cut } from './printable.ts'
import type { Snapshot } from './snapshot.ts'

/** How many trials are in each state: `complete 17   running 2   waiting 28   failed 3 (2 diverged, 1 error)`. */
export function countsLine(shot: Snapshot, columns: number): string {
  const { complete, failed, cancelled, running, waiting, reasons } = shot
  const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')
  const usual = [`complete ${complete}`, `running ${running.length}`, `waiting ${waiting}`]
  const rare = (failure: string) => [
    ...(failed > 0 ? [failure] : []),
    ...(cancelled > 0 ? [`cancelled ${cancelled}`] : []),
  ]
  const brief = rare(`failed ${failed}`)
  const ways = [
    [...usual, ...rare(`failed ${failed} (${why})`)].join('   '),
    [...usual, ...brief].join('   '),
    [...usual, ...brief].join('  '),
    // What is complete and what waits can be told from the bar above.
    [usual[1], ...brief, usual[2]].join('  '),
    [usual[1], ...brief].join('  '),
  ]
  return ways.find((way) => way.length <= columns) ?? cut(ways.at(-1)!, columns)
}
