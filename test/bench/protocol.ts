import type { Work } from './works.ts'

// A contender is a process for one work. It reads a line of JSON with the task, answers whether it takes part, and then
// answers each line with how long to measure by a line with what it did.

export interface Task {
  work: Work
  data: DataFiles
}

/** Where a contender finds the data: raw numbers, little-endian. */
export interface DataFiles {
  /** Float32 [rows, ...shape]. */
  features: string
  /** Int32 [rows]. */
  labels: string
  shape: readonly number[]
  classes: number
}

export interface Introduction {
  name: string
  /** What decides its speed: threads, BLAS, tier. */
  about: string
  /** How it does this work, where it has a choice. */
  way?: string
  /** What it lacks for this work; then it takes no part. */
  unsupported?: string
}

export interface Turn {
  seconds: number
}

export interface Measurement {
  /** Steps, or rows where the work is to evaluate. */
  count: number
  seconds: number
  /** User and system time of all threads; close to `seconds` when one thread did it alone. */
  cpuSeconds: number
}
