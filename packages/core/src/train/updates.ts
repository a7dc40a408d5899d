import type { Floats } from '../formula/floats.ts'
import type { Kernels, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { Parameter } from '../layers/parameter.ts'
import { scalar } from '../layers/scalar.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { type OptimizerStep, optimizerOf, updateFormula } from '../optimizers/index.ts'
import { keepBlock } from './weight-formulas.ts'

/** What is kept beside each parameter, by name: the optimizer's slots, and `average`, the running average of the weights. */
export type Slots = Readonly<Record<string, Matrix>>

/** The optimizer at work on the parameters of one network. */
export interface Updates {
  readonly slots: ReadonlyMap<Parameter, Slots>
  /** Scales all gradients: 1 unless their norm is limited. */
  readonly clipScale: Floats
  /** Writes what changes from step to step; before each. */
  prepare(now: OptimizerStep): void
  /** Moves a parameter by a block of its gradient, in `kernels.tile`. */
  byBlock(parameter: Parameter): PanelOperation
  /** Moves a parameter by the gradient that lies in `parameter.gradient`. */
  byWhole(parameter: Parameter): PanelOperation
  /** Keeps a block of its gradient in `parameter.gradient`. */
  keepBlock(parameter: Parameter): PanelOperation
}

export function createUpdates(kernels: Kernels, spec: NetworkSpec, parameters: readonly Parameter[]): Updates {
  const { optimizer: options, regularisation: terms } = spec
  const definition = optimizerOf(options)
  const names = Object.keys(definition.scalars(options, { learningRate: 1, step: 1 }))
  const scalars = new Map(names.map((name) => [name, scalar(kernels, 0)]))
  const fixed = {
    clip_value: scalar(kernels, terms.clip_value),
    l1: scalar(kernels, terms.l1),
    weight_decay: scalar(kernels, (options['weight_decay'] as number | undefined) ?? 0),
    ema: scalar(kernels, terms.ema),
    ema_rest: scalar(kernels, 1 - terms.ema),
  }
  const clipScale = scalar(kernels, 1)
  const slots = new Map(parameters.map((parameter) => [parameter, slotsOf(kernels, spec, parameter)]))
  const [fromBlock, fromWhole] = (['tile', 'stream'] as const).map((access) =>
    updateFormula(definition, options, terms, access),
  )
  const bindings = (parameter: Parameter) => ({
    ...fixed,
    ...Object.fromEntries(scalars),
    ...slots.get(parameter),
    clip_scale: clipScale,
    weight: parameter.values,
  })

  return {
    slots,
    clipScale,
    prepare(now) {
      for (const [name, value] of Object.entries(definition.scalars(options, now))) scalars.get(name)![0] = value
    },
    byBlock: (parameter) => kernels.formula(fromBlock!, { ...bindings(parameter), gradient: kernels.tile }),
    byWhole: (parameter) => kernels.formula(fromWhole!, { ...bindings(parameter), gradient: parameter.gradient }),
    keepBlock: (parameter) => kernels.formula(keepBlock, { block: kernels.tile, gradient: parameter.gradient }),
  }
}

/** The optimizer's slots, beginning with what it says; the average begins with the weights. */
function slotsOf(kernels: Kernels, { optimizer, regularisation }: NetworkSpec, { values }: Parameter): Slots {
  const slots: Record<string, Matrix> = {}
  for (const [name, start] of Object.entries(optimizerOf(optimizer).slots(optimizer))) {
    slots[name] = kernels.matrix(values.rows, values.columns)
    if (start !== 0) slots[name].values.fill(start)
  }
  if (regularisation.ema > 0) {
    slots['average'] = kernels.matrix(values.rows, values.columns)
    slots['average'].values.set(values.values)
  }
  return slots
}
