import { checkpointStoreConformance, sweepStoreConformance, trialQueueConformance } from '@hypersweep/sweep/conformance'
import { memoryCheckpointHarness, memoryQueueHarness, memoryStoreHarness } from './memory-harness.ts'

sweepStoreConformance('memorySweepStore', () => memoryStoreHarness())
trialQueueConformance('memoryTrialQueue', () => memoryQueueHarness())
checkpointStoreConformance('memoryCheckpointStore', () => memoryCheckpointHarness())
