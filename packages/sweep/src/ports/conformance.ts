export {
  type CheckpointStoreHarness,
  checkpointStoreConformance,
  checkpointStorePromises,
} from './checkpoint-store.conformance.ts'
export { keeps, type PortPromise } from './port-promise.ts'
export { sweepStoreConformance, sweepStorePromises } from './sweep-store.conformance.ts'
export { mnist, type SweepStoreHarness } from './sweep-store-harness.ts'
export { type TrialQueueHarness, trialQueueConformance, trialQueuePromises } from './trial-queue.conformance.ts'
