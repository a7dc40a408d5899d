export type { CheckpointRef, CheckpointStore } from './ports/checkpoint-store.ts'
export type {
  Claim,
  ClaimReply,
  Owner,
  ReportReply,
  SweepRecord,
  SweepStore,
  WriteReply,
} from './ports/sweep-store.ts'
export type { ConsumeOptions, Handled, TrialQueue } from './ports/trial-queue.ts'
export type { Distribution, Json, JsonObject, MetricSpec, SearchSpace, SweepSpec } from './spec.ts'
export {
  type EpochReport,
  type EpochTiming,
  type FailReason,
  type Metrics,
  type Params,
  type ParamValue,
  parseTrialId,
  type ScoredEpoch,
  type Trial,
  type TrialEnd,
  type TrialId,
  type TrialRecord,
  type TrialState,
  type TrialSummary,
  trialId,
} from './trial.ts'
