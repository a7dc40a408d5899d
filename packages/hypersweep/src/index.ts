export { AdapterError } from '@hypersweep/adapters'
export { type Checkpoint, CoreError, decodeCheckpoint } from '@hypersweep/core'
export { DatasetError } from '@hypersweep/datasets'
export { RunnerError } from '@hypersweep/runner'
export {
  type LeaderboardRow,
  type SortKey,
  SweepError,
  type SweepSpec,
  type Trial,
  type TrialRecord,
} from '@hypersweep/sweep'
export { loadNetwork, type Network } from './load-network.ts'
export { type LeaderboardOptions, type OpenSweepsOptions, openSweeps, type Sweeps } from './open-sweeps.ts'
export { type ParseSweepOptions, parseSweep, type Sweep } from './parse-sweep.ts'
export { type TrainedEpoch, type TrainTrialOptions, trainTrial } from './train-trial.ts'
