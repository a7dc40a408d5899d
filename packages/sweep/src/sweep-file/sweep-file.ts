import { Document, isCollection, isMap, isPair, isScalar, visit } from 'yaml'
import type { Distribution, Json, SweepSpec } from '../spec.ts'

/** The canonical sweep file of a spec: every default written out. `parseSweep` reads it back to an equal spec. */
export function sweepFile(spec: SweepSpec): string {
  const { objective, parameters, runCap, ...rest } = spec
  const { name, method, metric, seed, replicates, retry, limits, checkpoints, ensemble, requires } = rest
  const document = new Document({
    name,
    method,
    metric,
    ...(runCap !== undefined && { run_cap: runCap }),
    parameters: Object.fromEntries(parameters.map((axis) => [axis.name, axisFile(axis.distribution)])),
    ...objective,
    seed,
    replicates,
    retry,
    limits: {
      ...(limits.trialSeconds !== undefined && { trial_seconds: limits.trialSeconds }),
      stall_seconds: limits.stallSeconds,
    },
    checkpoints: { every: checkpoints.every, keep: checkpoints.keep, top_k: checkpoints.topK },
    ensemble,
    ...(requires !== undefined && { requires }),
  })
  // One line per axis, layer and group of options.
  visit(document, {
    Collection: (_, node, ancestors) => {
      const depth = ancestors.filter(isCollection).length
      const parent = ancestors.at(-1)
      const isGroup = isPair(parent) && isScalar(parent.key) && GROUPS.has(String(parent.key.value))
      node.flow = depth > 2 || (depth === 2 && isMap(node)) || (depth === 1 && isGroup)
    },
  })
  return document.toString({ lineWidth: 0 })
}

const GROUPS = new Set(['metric', 'retry', 'limits', 'checkpoints', 'ensemble', 'requires'])

function axisFile(distribution: Distribution): { [key: string]: Json } {
  switch (distribution.kind) {
    case 'categorical':
      return { values: distribution.values }
    case 'constant':
      return { value: distribution.value }
    case 'log_uniform':
    case 'q_log_uniform': {
      const { kind, ...range } = distribution
      return { distribution: `${kind}_values`, ...range }
    }
    default: {
      const { kind, ...range } = distribution
      return { distribution: kind, ...range }
    }
  }
}
