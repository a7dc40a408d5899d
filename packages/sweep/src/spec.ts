import type { Labels } from './labels.ts'
import type { ParamValue } from './trial.ts'

/** How the values of one axis are drawn. */
export type Distribution =
  | { kind: 'categorical'; values: readonly ParamValue[] }
  | { kind: 'uniform'; min: number; max: number }
  | { kind: 'int_uniform'; min: number; max: number }
  | { kind: 'log_uniform'; min: number; max: number }
  /** min, min + q, … and max itself where it lies on the raster. */
  | { kind: 'q_uniform'; min: number; max: number; q: number }
  | { kind: 'q_log_uniform'; min: number; max: number; q: number }
  | { kind: 'constant'; value: ParamValue }

/** Axes in the order of the file. */
export type SearchSpace = readonly { name: string; distribution: Distribution }[]

export interface MetricSpec {
  name: string
  goal: 'maximize' | 'minimize'
  at: 'best' | 'last'
}

/** A sweep file, checked and canonical: every default filled in, nothing left to decide. Plain JSON. */
export interface SweepSpec {
  name: string
  method: 'grid' | 'random'
  metric: MetricSpec
  parameters: SearchSpace
  /** What the objective reads; checked by its own schema, opaque to the search. */
  objective: { data: JsonObject; model: JsonObject; training: JsonObject }
  seed: number
  replicates: number
  /** How many trials at most; needed for `random`, optional for `grid`. */
  runCap?: number
  retry: { max: number }
  /** What one attempt at a trial may take, in seconds; see the runner's `watchAttempt`. */
  limits: { trialSeconds?: number; stallSeconds: number }
  /** How often they are saved, and what is kept: of each trial, and of whose trials once they are complete. */
  checkpoints: { every: number; keep: 'best+last' | 'all'; topK: number }
  ensemble: EnsembleSpec
  /** What a worker must have to train its trials; absent where any may. */
  requires?: Labels
  /** What the sweep was before each of its extensions, the oldest first; see `specAt`. */
  earlier?: readonly Stage[]
}

/** The part of a spec by which a sweep may grow once it has begun, as it was at a time. */
export interface Stage extends Pick<SweepSpec, 'parameters' | 'replicates' | 'runCap'> {
  training: JsonObject
}

/** How the networks of a sweep predict together; see `selectGreedy`. */
export interface EnsembleSpec {
  method: 'average' | 'greedy' | 'snapshot'
  /** How many of the best take part: the members of an average, the candidates of greedy selection. */
  top: number
  /** Votes of a greedy selection at most. */
  size: number
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}
