import { resolve } from 'node:path'
import type { CheckpointStore, SweepStore } from '@hypersweep/sweep'

interface Stores {
  store: SweepStore
  checkpoints: CheckpointStore
}

/**
 * Why a worker's checkpoint store is not the sweep's, and what to do; nothing where it is, or where no driver has said yet
 * where the sweep's is, as those of earlier versions do not.
 */
export async function checkpointsElsewhere(
  { store, checkpoints }: Stores,
  sweepId: string,
): Promise<string | undefined> {
  if (await checkpoints.hasSweep(sweepId)) return undefined
  const [place, own] = [await store.checkpointPlace(sweepId), absolutePlace(checkpoints.place)]
  if (place === undefined) return undefined
  if (place !== own) return `its checkpoints are in ${place}, not in ${own}: use --checkpoints ${place}`
  return `its checkpoints are in ${place}, which is not the folder of that name here: give all machines a shared one, or --checkpoints s3://bucket/prefix`
}

/** A checkpoint store's place as other processes understand it. */
export function absolutePlace(place: string): string {
  return place.startsWith('s3://') ? place : resolve(place)
}
