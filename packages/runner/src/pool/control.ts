const STOP = 0
const ACKNOWLEDGED = 1
const BEATS = 2
/** More epochs than any trial has: a stop lifts every wait for an acknowledgement. */
const ALL = 2 ** 30

/**
 * What the main thread tells a training thread while that one computes and can receive no message:
 * [stop flag, acknowledged epochs], and what that one tells in passing: [batches so far]; in shared memory.
 */
export type Control = Int32Array<SharedArrayBuffer>

export function createControl(): Control {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
}

/** Asks the thread to end after the running batch. */
export function requestStop(control: Control): void {
  if (Atomics.exchange(control, STOP, 1) === 1) return
  Atomics.add(control, ACKNOWLEDGED, ALL)
  Atomics.notify(control, ACKNOWLEDGED)
}

export function isStopRequested(control: Control): boolean {
  return Atomics.load(control, STOP) === 1
}

/** Tells the thread that one more epoch is durable and reported. */
export function acknowledge(control: Control): void {
  Atomics.add(control, ACKNOWLEDGED, 1)
  Atomics.notify(control, ACKNOWLEDGED)
}

/** Blocks the calling thread until `epochs` epochs are acknowledged or a stop is requested. */
export function awaitAcknowledged(control: Control, epochs: number): void {
  for (;;) {
    const acknowledged = Atomics.load(control, ACKNOWLEDGED)
    if (acknowledged >= epochs) return
    Atomics.wait(control, ACKNOWLEDGED, acknowledged)
  }
}

/** A sign of life of the training thread: once when it begins, and with each batch. */
export function beat(control: Control): void {
  Atomics.add(control, BEATS, 1)
}

/** How many signs of life there were; 0 before the thread has begun. */
export function beats(control: Control): number {
  return Atomics.load(control, BEATS)
}
