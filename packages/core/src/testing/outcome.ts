import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/codec.ts'
import { weightsSha256 } from '../checkpoint/weights-sha256.ts'
import { referenceKernels } from '../kernels/index.ts'
import { type TrainEvent, type TrainOptions, train } from '../train/train.ts'
import { tinyDataset } from './tiny-dataset.ts'
import { TINY_SPEC } from './tiny-spec.ts'

/** 22 rows in batches of 8, three epochs. */
export const TINY_TRAINING: TrainOptions = {
  spec: TINY_SPEC,
  data: tinyDataset(),
  seed: 7,
  kernels: referenceKernels({ precision: 'float32' }),
  numerics: 'n1',
}

export interface Outcome {
  kinds: TrainEvent['kind'][]
  sha256: string
  bytes: Uint8Array
  checkpoint: Checkpoint
}

/** What `TINY_TRAINING`, with some changes, leaves behind: its events, and the last one's checkpoint as a file. */
export function outcome(changes: Partial<TrainOptions> = {}): Outcome {
  const kinds: TrainEvent['kind'][] = []
  let bytes = new Uint8Array()
  for (const event of train({ ...TINY_TRAINING, ...changes })) {
    kinds.push(event.kind)
    if (event.kind !== 'diverged') bytes = encodeCheckpoint(event.checkpoint())
  }
  const checkpoint = decodeCheckpoint(bytes)
  return { kinds, sha256: weightsSha256(checkpoint.weights), bytes, checkpoint }
}
