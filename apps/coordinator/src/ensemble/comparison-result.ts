import type { EnsembleJson } from '../schemas/networks.ts'
import { counted, metricText } from '../view/amounts.ts'
import type { Column } from '../view/table.ts'
import { wrapped } from '../view/wrapped.ts'
import type { Contender, EnsembleComparison } from './compare-ensembles.ts'

const PARTS = ['validation', 'test'] as const

/** All methods beside the best single network and the mean of the chosen members: as a table, as JSON and as CSV. */
export function comparisonResult({ method, chosen, contenders }: EnsembleComparison) {
  const parts = PARTS.filter((part) => contenders[0]![part] !== undefined)
  const names = parts.flatMap((part) => [`${part}_accuracy`, `${part}_loss`])
  const scores = (one: Contender) => parts.flatMap((part) => [one[part]!.accuracy, one[part]!.loss])
  const members = chosen.members.map(memberJson)
  const json: EnsembleJson = { method, members, contenders: contenders.map(contenderJson) }
  const columns: Column[] = [
    { header: '', cuttable: true },
    ...[...names, 'parameters', 'ms_per_1000'].map((header) => ({ header, align: 'right' as const })),
  ]
  return {
    columns,
    rows: contenders.map((one) => [
      labelOf(one),
      ...scores(one).map(metricText),
      String(Math.round(one.parameters)),
      one.milliseconds.toFixed(1),
    ]),
    json,
    csv: {
      header: ['who', 'networks', ...names, 'parameters', 'ms_per_1000'],
      rows: contenders.map((one) => [one.who, one.members.length, ...scores(one), one.parameters, one.milliseconds]),
    },
  }
}

/**
 * `ensemble (greedy) of trials 3, 1 (2 votes), 4; chosen on validation rows`, and what losses are where networks were
 * trained on others; in lines of at most `width` cells.
 */
export function chosenText({ method, chosen: { members }, otherLosses }: EnsembleComparison, width: number): string {
  const trials = members.map(({ trial: { number }, epoch, votes }) => {
    const which = method === 'snapshot' ? `epoch ${epoch}` : String(number)
    return votes === 1 ? which : `${which} (${votes} votes)`
  })
  const several = members.length === 1 ? 'of trial' : 'of trials'
  const of = method === 'snapshot' ? `of trial ${members[0]!.trial.number}:` : several
  const losses = otherLosses.length === 0 ? [] : [`losses are cross-entropy; trained on ${otherLosses.join(', ')}`]
  const lines = [`ensemble (${method}) ${of} ${trials.join(', ')}; chosen on validation rows`, ...losses]
  return lines.flatMap((line) => wrapped(line, width, 2)).join('\n')
}

/** Which lines there are none of, and why. */
export function leftText({ left }: EnsembleComparison): string {
  const how = left.map((method) => `--method ${method}`).join(' or ')
  return `No line of ${left.join(' and ')}: weights of its networks are not kept. ${how} trains them again.`
}

function labelOf({ who, members }: Contender): string {
  if (who === 'best single') return `${who} (${members[0]!.trial.number})`
  if (who === 'mean of members') return `mean of ${counted(members.length, 'member')}`
  return who === 'snapshot' ? `snapshot of ${counted(members.length, 'epoch')}` : `${who} of ${members.length}`
}

function memberJson({ trial, epoch, votes }: Contender['members'][number]) {
  return { trial: trial.number, epoch, votes, params: trial.params }
}

function contenderJson({ who, members, parameters, milliseconds, validation, test }: Contender) {
  const votes = members.map(({ trial, epoch, votes: count }) => {
    return { trial: trial.number, epoch, votes: count }
  })
  return { who, votes, parameters, msPer1000: milliseconds, validation: validation ?? null, test: test ?? null }
}
