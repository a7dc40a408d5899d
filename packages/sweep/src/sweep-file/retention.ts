import type { SweepSpec } from '../spec.ts'
import type { SweepFile } from './sweep-schema.ts'

/** How many take part where the file does not say: more candidates are a wider choice, more members of an average a worse one. */
const USUAL_TOP = { average: 5, greedy: 50, snapshot: 5 }
/** How many trials keep their weights where the file does not say. */
const USUAL_TOP_K = 50

/** What is kept and what the ensemble takes of it; what the file does not say gives way to what it says. */
export function retentionOf({ checkpoints, ensemble }: SweepFile): Pick<SweepSpec, 'checkpoints' | 'ensemble'> {
  const { every, keep, top_k } = checkpoints
  const { method, size } = ensemble
  const isOfOneTrial = method === 'snapshot'
  const most = isOfOneTrial ? Number.POSITIVE_INFINITY : (top_k ?? Number.POSITIVE_INFINITY)
  const top = ensemble.top ?? Math.min(USUAL_TOP[method], most)
  const topK = top_k ?? Math.max(USUAL_TOP_K, isOfOneTrial ? 1 : top)
  return { checkpoints: { every, keep, topK }, ensemble: { method, top, size } }
}
