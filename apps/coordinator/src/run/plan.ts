import { type Dataset, definitionOf, type LayerSpec } from '@hypersweep/core'
import type { Distribution, JsonObject, SweepSpec } from '@hypersweep/sweep'
import { counted, valueText } from '../view/amounts.ts'
import { cells, pad, printable } from '../view/printable.ts'
import { wrapped } from '../view/wrapped.ts'
import type { PreparedSweep } from './prepared-sweep.ts'

export type Fact = readonly [subject: string, fact: string]

export interface Plan {
  spec: SweepSpec
  trials: number
  dataset: Dataset
  /** Further lines: where it runs, what goes on. */
  more?: readonly Fact[]
  /** Cells of a line. */
  columns: number
}

/** The plan of a sweep that is ready to run. */
export function planOf({ spec, trials, dataset }: PreparedSweep): Pick<Plan, 'spec' | 'trials' | 'dataset'> {
  return { spec, trials: trials.count, dataset }
}

/** What a sweep is about to do, for a person to look over. */
export function planText({ spec, trials, dataset, more = [], columns }: Plan): string {
  const facts = [
    ['sweep', `${spec.name}: ${counted(trials, 'trial')}, ${methodText(spec)}`],
    ['network', networkText(dataset, spec)],
    ['data', dataText(dataset)],
    ...oddGoal(spec),
    ...more,
  ] as const
  const width = Math.max(...facts.map(([subject]) => cells(subject)))
  const lines = facts.flatMap(([subject, fact]) => {
    return wrapped(`${pad(subject, width)}  ${printable(fact)}`, columns, width + 2)
  })
  return lines.map((line) => `${line}\n`).join('')
}

/** Nobody is kept from it; whoever did not mean it learns so before the week of compute. */
function oddGoal({ metric: { name, goal } }: SweepSpec): Fact[] {
  const usual = name.endsWith('_accuracy') ? 'maximize' : name.endsWith('_loss') ? 'minimize' : goal
  if (goal === usual) return []
  return [['note', `goal: ${goal} ranks the worst ${name} first; goal: ${usual} ranks the best first`]]
}

function methodText({ method, parameters, replicates, seed }: SweepSpec): string {
  const sizes = parameters.map((axis) => `${axisSize(axis.distribution)} ${axis.name}`)
  const of =
    method === 'grid'
      ? `grid of ${sizes.join(' × ')}`
      : `random draws of ${parameters.map((axis) => axis.name).join(', ')}`
  return `${of}${replicates > 1 ? `, ${replicates} replicates each` : ''}, seed ${seed}`
}

/** How many values an axis of a grid has. */
function axisSize(axis: Distribution): number {
  if (axis.kind === 'categorical') return axis.values.length
  if (axis.kind === 'constant') return 1
  const step = 'q' in axis ? axis.q : 1
  // A quotient such as 0.3/0.1 falls short of its whole number by rounding alone.
  return Math.floor((axis.max - axis.min) / step + 1e-9) + 1
}

function networkText(dataset: Dataset, { objective: { model, training } }: SweepSpec): string {
  const layers = (model['layers'] as readonly JsonObject[]).map(layerText)
  const facts = [
    sizeText(training['optimizer']),
    training['epochs'] === 1 ? '1 epoch' : `${sizeText(training['epochs'])} epochs`,
  ]
  return `${[inputText(dataset, model), ...layers].join('-')}, ${facts.join(', ')}, batches of ${sizeText(training['batch_size'])}`
}

/** Images are told as such where the first layer takes them. */
function inputText({ inputs, shape }: Dataset, { layers }: JsonObject): string {
  const [first] = layers as readonly LayerSpec[]
  return first && definitionOf(first).border ? shape.join('×') : String(inputs)
}

/** `128` for a dense layer, else what it is and its size: `conv8`. */
function layerText(layer: JsonObject): string {
  const { name } = definitionOf(layer as LayerSpec)
  if (name === 'dense') return sizeText(layer['dense'])
  return layer[name] === true ? name : `${name}${sizeText(layer[name])}`
}

/** A value, or the `$name` of the axis that sets it. */
function sizeText(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? valueText(value) : '?'
}

function dataText({ name, train, validation, test, classNames }: Dataset): string {
  const parts = `${train.length} rows to train on, ${validation.length} to validate, ${test.length} to test`
  return `${name}: ${parts}; ${counted(classNames.length, 'class').replace('classs', 'classes')}`
}
