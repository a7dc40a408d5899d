export { type BestOptions, bestCheckpoint } from './checkpoints/best-checkpoint.ts'
export { absolutePlace } from './checkpoints/checkpoints-elsewhere.ts'
export { prunable, type Removable, type RetainOptions, removableOf, retain } from './checkpoints/retain.ts'
export { type StoredOptions, storedProbabilities } from './checkpoints/stored-probabilities.ts'
export { dataHosts, openDataFetcher, usualDataCache } from './data/open-data-fetcher.ts'
export { type PreparedData, prepareData } from './data/prepare-data.ts'
export { RunnerError } from './errors.ts'
export { kernelsFrom, type LoadedKernels, loadKernels, mainKernels } from './kernels/load-kernels.ts'
export { type Log, type LogFields, onceEach } from './log.ts'
export { numericsId } from './numerics/numerics-id.ts'
export { networkObjective } from './objective/network-objective.ts'
export { networkSpec } from './objective/network-spec.ts'
export { objectiveJsonSchema } from './objective/objective-json-schema.ts'
export { MOST_MEMORY_MB, MOST_THREADS, MOST_WORKERS } from './pool/limits.ts'
export { type CatchUpOptions, type Course, catchUp, courses } from './reconcile/catch-up.ts'
export { type OfferLostOptions, offerLost } from './reconcile/offer-lost.ts'
export { giveBack } from './supervisor/give-back.ts'
export { type SuperviseOptions, type Supervisor, supervise, withPlaces } from './supervisor/supervise.ts'
export {
  type Heard,
  startWorkerProcess,
  type Told,
  tellParent,
  type WorkerProcess,
} from './supervisor/worker-process.ts'
export type { TrialObserver } from './trial/context.ts'
export { usualLimitMb } from './trial/memory-guard.ts'
export type { ClaimUnderWay } from './trial/under-way.ts'
export { runWorker, type WorkerOptions } from './worker/run-worker.ts'
