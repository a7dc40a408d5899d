import { log } from '@hypersweep/numbers'
import { SweepError } from '../errors.ts'

/** What a network gives each validation row's own class. */
export interface Candidate {
  number: number
  /** [rows]: the probability of the row's label, in [0, 1]. */
  likelihoods: ArrayLike<number>
}

export interface GreedyOptions {
  /** In any order; the numbers differ. */
  candidates: readonly Candidate[]
  /** Votes to give at most, 1 or more; 25 is usual. */
  size: number
}

export interface GreedySelection {
  /** Who was voted for, in order; a number that comes n times weighs n of all votes. */
  votes: readonly number[]
  /** Mean of −log p over the validation rows after each vote. */
  losses: readonly number[]
}

/** The smallest probability that a float32 holds: one that underflowed to 0 costs as much as that, and not infinity. */
const LEAST = 2 ** -149

/**
 * The members of an ensemble by greedy selection with replacement.
 *
 *     loss(votes) = −(1/rows)·Σ over rows of log( (1/|votes|)·Σ over votes m of pₘ[row] )
 *
 * 1. Sorted start: candidates by their own loss; of the averages of the best 1, 2, … `size`, that with the least loss.
 * 2. Then, vote by vote, whichever candidate lowers the loss most (or raises it least), again and again if need be.
 * 3. Cut behind the vote with the least loss.
 *
 * So its loss on these rows is at most that of any average of the best 1 … `size`. Ties: the fewer votes; who is in
 * already; the lower number. The order of the candidates plays no part.
 *
 * @throws SweepError NO_CANDIDATES without candidates or rows
 *
 * Source: Caruana, Niculescu-Mizil, Crew & Ksikes 2004, https://doi.org/10.1145/1015330.1015432. Differs: no bagging of
 * candidates; the cut is that of AutoGluon's `use_best`.
 */
export function selectGreedy({ candidates, size }: GreedyOptions): GreedySelection {
  const rows = candidates[0]?.likelihoods.length ?? 0
  if (rows === 0) {
    const got = `There are ${candidates.length} candidates with ${rows} validation rows.`
    throw new SweepError('NO_CANDIDATES', got, 'Greedy selection needs one and more of each.')
  }
  const selection = sortedStart(candidates, size)
  while (selection.votes.length < size) vote(selection, nextVote(selection, candidates))
  const { votes, losses } = selection
  const length = firstLeast(losses) + 1
  return { votes: votes.slice(0, length).map(({ number }) => number), losses: losses.slice(0, length) }
}

interface Selection {
  votes: Candidate[]
  losses: number[]
  /** [rows]: of the likelihoods of all votes. */
  sums: Float64Array
}

function sortedStart(candidates: readonly Candidate[], size: number): Selection {
  const alone = new Map(candidates.map((one) => [one, lossWith(emptySelection(one), one)]))
  const sorted = candidates.toSorted((a, b) => alone.get(a)! - alone.get(b)! || a.number - b.number)
  const longest = emptySelection(sorted[0]!)
  for (const one of sorted.slice(0, size)) vote(longest, one)
  const start = emptySelection(sorted[0]!)
  for (const one of sorted.slice(0, firstLeast(longest.losses) + 1)) vote(start, one)
  return start
}

function emptySelection({ likelihoods }: Candidate): Selection {
  return { votes: [], losses: [], sums: new Float64Array(likelihoods.length) }
}

function vote(selection: Selection, one: Candidate): void {
  const { votes, losses, sums } = selection
  losses.push(lossWith(selection, one))
  votes.push(one)
  for (let row = 0; row < sums.length; row += 1) sums[row] = sums[row]! + one.likelihoods[row]!
}

/** The loss if `one` had one more vote. */
function lossWith({ votes, sums }: Selection, { likelihoods }: Candidate): number {
  const count = votes.length + 1
  let loss = 0
  for (let row = 0; row < sums.length; row += 1) {
    loss -= log(Math.max(LEAST, (sums[row]! + likelihoods[row]!) / count))
  }
  return loss / sums.length
}

function nextVote(selection: Selection, candidates: readonly Candidate[]): Candidate {
  const isIn = (one: Candidate) => selection.votes.includes(one)
  const tried = candidates.map((one) => ({ one, loss: lossWith(selection, one) }))
  tried.sort((a, b) => a.loss - b.loss || Number(isIn(b.one)) - Number(isIn(a.one)) || a.one.number - b.one.number)
  return tried[0]!.one
}

function firstLeast(losses: readonly number[]): number {
  return losses.reduce((least, loss, index) => (loss < losses[least]! ? index : least), 0)
}
