import type { Operations } from '../kernels/kernels.ts'
import type { BackwardPass } from '../layers/layer.ts'
import { scalar } from '../layers/scalar.ts'
import type { Model } from '../model/model.ts'
import type { RegularisationSpec } from '../model/network-spec.ts'
import { type Gauges, overAll, recordBefore, recordChange, recordGradients } from './gauges.ts'
import type { Updates } from './updates.ts'
import { shrink, shrinkage } from './weight-formulas.ts'

export interface StepSetting {
  model: Model
  updates: Updates
  regularisation: RegularisationSpec
  gauges: Gauges
}

/**
 * One training step on so many rows, as a program: forward, loss, backward, update.
 *
 * Each block of gradients goes to the optimizer at once, unless all of them are needed first: to limit their norm, or to
 * measure it in a step that is `observed`. Bits do not depend on that.
 */
export function stepProgram(setting: StepSetting, rows: number, observed: boolean): () => void {
  const { model, regularisation, gauges } = setting
  const { kernels } = model
  const keepsAll = observed || regularisation.clip_norm > 0
  return model.program(`step of ${rows}${observed ? ', observed' : ''}`, (operations) => {
    if (observed) recordBefore(kernels, operations, gauges)
    model.forward(operations, { rows, isTraining: true, drops: true })
    model.score(operations, rows)
    model.backward(operations, keepsAll ? keepingPass(setting, rows) : updatingPass(setting, rows))
    if (keepsAll) recordUpdates(operations, setting)
    if (regularisation.max_norm > 0) recordMaxNorm(operations, setting)
    if (observed) recordChange(kernels, operations, gauges)
  })
}

/** Each gradient moves its parameter as soon as it is there. */
function updatingPass({ model: { kernels }, updates }: StepSetting, rows: number): BackwardPass {
  return {
    rows,
    isTraining: true,
    drops: true,
    takeBlock: (parameter) => [updates.byBlock(parameter)],
    takeColumns: (parameter) => [kernels.once(updates.byWhole(parameter))],
    takeWhole: (operations, parameter) => overAll(operations, parameter.values, updates.byWhole(parameter)),
  }
}

/** All gradients are kept. */
function keepingPass({ updates }: StepSetting, rows: number): BackwardPass {
  return {
    rows,
    isTraining: true,
    drops: true,
    takeBlock: (parameter) => [updates.keepBlock(parameter)],
    takeColumns: () => [],
    takeWhole: () => undefined,
  }
}

function recordUpdates(operations: Operations, { model, updates, regularisation, gauges }: StepSetting): void {
  recordGradients(operations, model.parameters, gauges)
  const { clip_norm: limit } = regularisation
  if (limit > 0) operations.clipScale({ squares: gauges.gradients, limit, out: updates.clipScale })
  for (const parameter of model.parameters) overAll(operations, parameter.values, updates.byWhole(parameter))
}

/**
 * Keeps the weights into each unit within a ball.
 *
 *     w[·, u] ← w[·, u]·min(1, limit / ‖w[·, u]‖)
 *
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 5.1.
 */
function recordMaxNorm(operations: Operations, { model: { kernels, parameters }, regularisation }: StepSetting): void {
  const limit = scalar(kernels, regularisation.max_norm)
  for (const { values: weight } of parameters.filter(({ isWeight }) => isWeight)) {
    const [squares, scale] = [kernels.matrix(1, weight.columns), kernels.matrix(1, weight.columns)]
    overAll(
      operations,
      weight,
      kernels.columnProducts(weight, weight, squares.values),
      kernels.once(kernels.formula(shrinkage, { squares, limit, scale })),
      kernels.formula(shrink, { weight, scale: scale.values }),
    )
  }
}
