/** What our packages throw: it says itself what was got, what is needed and what to do. */
const OURS = /^(Adapter|Core|Dataset|Runner|Service|Sweep|Worker)Error$/

/** For a person. An error that is none of ours is a fault of the program, and shows where. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `hypersweep worker: ${String(error)}`
  return `hypersweep worker: ${OURS.test(error.name) ? error.message : error.stack}`
}

/** 2 where the one who typed can put it right, else 1. */
export function exitCodeOf(error: unknown): 1 | 2 {
  if (!(error instanceof Error) || !OURS.test(error.name)) return 1
  return 'code' in error && error.code === 'WORKER_DIES' ? 1 : 2
}
