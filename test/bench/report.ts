import type { Roofline } from './roofline.ts'
import type { Result } from './rounds.ts'
import { median, ratio } from './statistics.ts'
import { figure, table, times } from './table.ts'
import type { Work } from './works.ts'

export interface Report {
  machine: { cpu: string; cores: number; node: string; roofline: Roofline }
  data: string[]
  rounds: number
  seconds: number
  /** What is missing, by peer. */
  missing: Record<string, string>
  works: { work: Work; results: Result[] }[]
}

/** For programs: what was measured, and the figures that the table shows. */
export function reportJson({ works, ...rest }: Report): object {
  return {
    ...rest,
    works: works.map(({ work, results }) => ({
      work: work.name,
      title: work.title,
      unit: work.kind === 'train' ? 'steps/s' : 'rows/s',
      targets: work.targets,
      medians: Object.fromEntries(results.map((result) => [result.contender, rate(result)])),
      ratios: Object.fromEntries(results.slice(1).map((peer) => [peer.contender, ratio(rate(results[0]), rate(peer))])),
      results,
    })),
  }
}

/** For people. */
export function reportText(report: Report, peers: readonly string[]): string {
  const { cpu, cores, node, roofline } = report.machine
  const abouts = new Set(report.works.flatMap(({ results }) => results.map((result) => result.about)))
  return [
    `${cpu}, ${cores} cores, Node ${node}`,
    `one thread multiplies and adds ${roofline.bits128.toFixed(0)} GFLOP/s in 128 bits, ${roofline.bits256.toFixed(0)} in 256`,
    ...report.data,
    ...abouts,
    ...Object.entries(report.missing).map(([peer, reason]) => `${peer} is missing: ${reason}`),
    '',
    table([header(peers), ...report.works.map(({ work, results }) => row(work, results, peers))]),
    '',
    `Steps a second, or rows where it evaluates: medians of ${report.rounds} rounds of ${report.seconds} s, in turn.`,
    'A ratio is hypersweep by the peer, over 1 when hypersweep is faster; in parentheses the ratio to reach.',
    ...report.works.flatMap(({ work, results }) => results.flatMap((result) => notes(work, result))),
  ].join('\n')
}

function header(peers: readonly string[]): string[] {
  return ['work', 'hypersweep', ...peers.flatMap((peer) => [peer, 'ratio'])]
}

function row({ title, targets }: Work, results: readonly Result[], peers: readonly string[]): string[] {
  const [ours] = results
  const cells = peers.flatMap((peer) => {
    const theirs = rate(results.find((result) => result.contender === peer))
    const target = (targets as Partial<Record<string, number>>)[peer]
    return [figure(theirs), `${times(ratio(rate(ours), theirs))}${target === undefined ? '' : ` (${target}x)`}`]
  })
  return [title, figure(rate(ours)), ...cells]
}

function notes({ name }: Work, { contender, way, unsupported, warnings }: Result): string[] {
  const about = `${name}, ${contender}`
  return [
    ...(unsupported === undefined ? [] : [`${about}: ${unsupported}`]),
    ...(way === undefined ? [] : [`${about}: ${way}`]),
    ...warnings.map((warning) => `${about}: doubtful, ${warning}`),
  ]
}

function rate(result: Result | undefined): number | undefined {
  return result?.rates.length ? median(result.rates) : undefined
}
