import { Document, isMap, isSeq, visit } from 'yaml'
import type { Distribution, Json, SweepSpec } from '../spec.ts'

/** The canonical sweep file of a spec: every default written out. `parseSweep` reads it back to an equal spec. */
export function sweepFile(spec: SweepSpec): string {
  const { objective, parameters, runCap, ...rest } = spec
  const { name, method, metric, seed, replicates, retry, checkpoints, ensemble } = rest
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
    checkpoints,
    ensemble,
  })
  // One line per axis, layer and option group: these are tables in meaning.
  visit(document, {
    Collection: (_, node, ancestors) => {
      const depth = ancestors.filter((ancestor) => isMap(ancestor) || isSeq(ancestor)).length
      if (depth >= 2 && !(isSeq(node) && depth === 2)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 0 })
}

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
