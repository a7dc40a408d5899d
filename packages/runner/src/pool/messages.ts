import type { MessagePort } from 'node:worker_threads'
import type { Checkpoint, Dataset, NetworkSpec } from '@hypersweep/core'
import type { CheckpointRef, EpochReport, EpochTiming, MetricSpec } from '@hypersweep/sweep'
import type { Control } from './control.ts'
import type { ValidateJob } from './validate.ts'

/** Everything that training one trial needs; plain data and shared memory. */
export interface TrainJob {
  /** Which numeric code this is; goes into the checkpoints. */
  numerics: string
  spec: NetworkSpec
  seed: number
  data: Dataset
  metric: MetricSpec
  /** A checkpoint after each so many epochs; a new best epoch and the last one always have theirs. */
  saveEvery: number
  resume?: Checkpoint
}

/** What a thread is given: to show that it is there, or to work. */
export type ThreadTask = 'hello' | TrainTask | { validate: ValidateJob }

export interface TrainTask {
  job: TrainJob
  control: Control
  /** Where epochs and the outcome go. */
  port: MessagePort
}

export interface TrainedEpoch {
  report: EpochReport
  timing: EpochTiming
  /** Encoded; there only where this epoch is to be kept. It is the receiver's, who may let its memory go. */
  checkpoint?: Uint8Array<ArrayBuffer>
  /** What its network makes of the validation rows, as a file; there only where it is the scored epoch so far. */
  probabilities?: Uint8Array<ArrayBuffer>
}

/** How a thread's work on a trial ended. Failures are data: an error that crosses a thread loses its class and code. */
export type TrainOutcome =
  | { status: 'complete'; weightsSha256: string }
  | { status: 'stopped'; ref: CheckpointRef; checkpoint: Uint8Array<ArrayBuffer> }
  | { status: 'diverged'; epoch: number; step: number; message: string }
  | { status: 'failed'; code: string; message: string }

/** What comes through the port: that the first step is made, epochs, then one outcome. */
export type ThreadMessage =
  | { kind: 'first step' }
  | { kind: 'epoch'; epoch: TrainedEpoch }
  | { kind: 'outcome'; outcome: TrainOutcome }

const OUTCOMES: readonly unknown[] = ['complete', 'stopped', 'diverged', 'failed'] satisfies TrainOutcome['status'][]

/**
 * What a thread posted, where it has the form of a message; else an outcome that says so. Whatever runs in a thread can
 * post to its port, and a trial must not be taken for complete by accident.
 */
export function validMessage(message: unknown): ThreadMessage | undefined {
  if (message === undefined) return undefined
  const { kind, epoch, outcome } = (message ?? {}) as { kind?: unknown; epoch?: TrainedEpoch; outcome?: TrainOutcome }
  if (kind === 'first step') return { kind }
  if (kind === 'epoch' && Number.isInteger(epoch?.report?.epoch)) return message as ThreadMessage
  if (kind === 'outcome' && OUTCOMES.includes(outcome?.status)) return message as ThreadMessage
  const failed = { status: 'failed', code: 'THREAD_MESSAGE', message: 'The thread posted what is no message.' } as const
  return { kind: 'outcome', outcome: failed }
}
