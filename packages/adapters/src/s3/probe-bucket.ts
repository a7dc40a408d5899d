import { randomUUID } from 'node:crypto'
import type { TrialId } from '@hypersweep/sweep'
import { AdapterError } from '../errors.ts'
import type { S3CheckpointStore } from './s3-checkpoint-store.ts'

export interface S3Probe {
  place: string
  /** What it took to write 1 MiB. */
  writeMs: number
  /** By how much the server's clock is ahead of this machine's. */
  aheadMs: number
}

const PLACE = { epoch: 0, step: 0 }

/**
 * Writes, reads, lists and removes one object, all that a worker and a driver do.
 *
 * @throws AdapterError CHECKPOINT_S3, CHECKPOINT_DENIED where the server refuses or does not answer, S3_FORGETS where it
 *   answers and did not do it
 */
export async function probeBucket(store: S3CheckpointStore): Promise<S3Probe> {
  // No trial has such a name: nobody takes it for one.
  const probe = `doctor-${randomUUID()}` as TrialId
  const bytes = new Uint8Array(2 ** 20).fill(7)
  // The first request has the library to load, and a connection to make.
  await store.list(probe)
  const began = performance.now()
  await store.save(probe, PLACE, bytes)
  const writeMs = performance.now() - began
  const loaded = await store.load(probe, PLACE)
  const listed = await store.list(probe)
  await store.removeTrial(probe)
  const isKept = loaded?.every((byte) => byte === 7) && loaded.length === bytes.length && listed.length === 1
  if (isKept && (await store.list(probe)).length === 0) return { place: store.place, writeMs, aheadMs: store.aheadMs() }
  const got = `What was written to ${store.place} was not there, or not gone, at once.`
  throw new AdapterError('S3_FORGETS', got, 'Use a server that is consistent, as Amazon is.')
}
