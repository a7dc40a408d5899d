export { CONTROLS, type Control, stateUnder } from './control.ts'
export { ALONE_AFTER, isQuarantined, mustRunAlone, QUARANTINED_AFTER } from './crash-budget.ts'
export { DECLINE_LEASES, DECLINE_REASONS, type Decline, KEPT_DECLINES } from './decline.ts'
export { closest } from './did-you-mean.ts'
export { digestLines, sweepDigest } from './digest.ts'
export { type ActingAxes, actingAxes } from './effects.ts'
export { selectAverage } from './ensemble/select-average.ts'
export { selectGreedy } from './ensemble/select-greedy.ts'
export { type Issue, type Position, SweepError } from './errors.ts'
export { type Extension, extendSpec } from './extension/extend-spec.ts'
export { isStageOf, missingExtension } from './extension/missing-extension.ts'
export { type JsonSchema, jsonSchemaOf } from './json-schema-of.ts'
export { type Labels, labelsText, lackedLabels, parseLabel } from './labels.ts'
export { parseFields, parseSort } from './leaderboard/field-list.ts'
export { closestField, type FieldValue, fieldNames, fieldReader } from './leaderboard/fields.ts'
export { givenUp } from './leaderboard/given-up.ts'
export { groupColumns, groups, groupValue, type TrialGroup } from './leaderboard/groups.ts'
export { type LeaderboardRow, leaderboard } from './leaderboard/leaderboard.ts'
export { type LeaderboardQuery, query } from './leaderboard/query.ts'
export type { SortKey } from './leaderboard/sort-keys.ts'
export { topOf } from './leaderboard/top-of.ts'
export type { ObjectiveSchema, ResolvedObjective } from './objective.ts'
export type { CheckpointRef, CheckpointStore, KeptFile } from './ports/checkpoint-store.ts'
export type {
  Advance,
  Claim,
  ClaimId,
  ClaimReply,
  Owner,
  ReportReply,
  Setback,
  SweepRecord,
  SweepStore,
  TopOptions,
  TopTrials,
  WriteReply,
} from './ports/sweep-store.ts'
export type { ConsumeOptions, Handled, QueueDepth, TrialQueue } from './ports/trial-queue.ts'
export { printable, printableJson } from './printable.ts'
export { gridSampler } from './samplers/grid.ts'
export { randomSampler } from './samplers/random.ts'
export type { Sampler } from './samplers/sampler.ts'
export { better, scoredEpoch } from './score.ts'
export { type Path, resolveObjective } from './space/references.ts'
export type { Distribution, EnsembleSpec, Json, JsonObject, MetricSpec, SearchSpace, SweepSpec } from './spec.ts'
export { behind, lastStage, specAt } from './stages.ts'
export { type ParsedSweep, parseSweep } from './sweep-file/parse-sweep.ts'
export { specDifferences } from './sweep-file/spec-differences.ts'
export { sweepFile } from './sweep-file/sweep-file.ts'
export { type ObjectiveJsonSchema, sweepJsonSchema } from './sweep-file/sweep-json-schema.ts'
export {
  type EpochReport,
  type EpochTiming,
  type FailReason,
  isEnded,
  isEndedForGood,
  type Metrics,
  type Params,
  type ParamValue,
  type PastTrial,
  parseTrialId,
  type ScoredEpoch,
  TRIAL_STATES,
  type Trial,
  type TrialEnd,
  type TrialId,
  type TrialRecord,
  type TrialState,
  type TrialSummary,
  trialId,
} from './trial.ts'
export { endWords, KEPT_EVENTS, TRIAL_EVENTS, type TrialEvent } from './trial-event.ts'
export { type SweepTrials, sweepTrials } from './trials.ts'
