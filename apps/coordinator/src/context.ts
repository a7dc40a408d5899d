import type { DataFetcher } from '@hypersweep/datasets'
import type { Log } from '@hypersweep/runner'
import type { CheckpointStore, SweepStore, TrialQueue } from '@hypersweep/sweep'
import type { DataFlags } from './data-flags.ts'
import type { Screen } from './screen.ts'

/** Which store a command works on. */
export interface Target {
  /** A URL, or `auto`: a private server whose data lies in `dir`. Without it: the embedded store in `dir`. */
  redis?: string
  dir: string
  /** Where weights are kept: a folder, `file:DIR` or `s3://bucket/prefix`. Without it: below `dir`. */
  checkpoints?: string
  allowVolatile: boolean
  /** Whether a store that is not there yet is made; reading commands leave no trace. */
  create: boolean
  /** Told what goes wrong beside the work, while it is open; the terminal where absent. */
  log?: Log
}

/** Everything that outlives a command, opened. */
export interface Engine extends AsyncDisposable {
  kind: 'embedded' | 'redis'
  /** Whether nobody but this folder's runs can work on it: then a run has to bring what trains. */
  isPrivate: boolean
  store: SweepStore
  queue: TrialQueue
  checkpoints: CheckpointStore
  /** For people: the folder, or the server's URL without its password. */
  where: string
  /** Where else sweeps may be, for who does not find one. */
  elsewhere?: string
  /** The folder of everything that a run keeps beside the store. */
  dir: string
  /** What a worker process must be told to work on the same store, beside its Redis; empty for the embedded one. */
  workerFlags: readonly string[]
  /** The URL of its Redis. It may hold a password: other users of the machine see arguments, and not the environment. */
  redis?: string
  /** Taken by one process at a time and freed by the operating system when it dies; `undefined` while another has it. */
  lock(sweepId: string): Disposable | undefined
  /** For who holds the lock: makes trials of killed runs free at once, where nobody else can be working on them. */
  recover(sweepId: string): Promise<void>
}

/** What training needs, in this process's memory, and gone with it. */
export type Scratch = Pick<Engine, 'store' | 'queue'>

/** A program with its arguments, and its environment. */
export interface WorkerCommand {
  command: readonly [program: string, ...args: string[]]
  env: NodeJS.ProcessEnv
}

/** What would lose data or hinder work, and what to do about it. */
export interface Problem {
  problem: string
  fix: string
}

/** What there is to know of a Redis before it is trusted. */
export interface RedisExamination {
  /** As whom this program comes in, and how what it sends gets there. */
  how: string
  /** What would lose data. */
  problems: readonly Problem[]
  /** What would let in others. */
  remarks: readonly Problem[]
}

/** What trying a place for checkpoints has found. */
export type CheckpointProbe =
  | { dir: string }
  | {
      place: string
      /** What it took to write 1 MiB. */
      writeMs: number
      /** By how much the server's clock is ahead of this machine's. */
      aheadMs: number
    }

/** A process that goes on when this one ends. */
export interface Detached {
  pid: number
  /** With its exit code, for as long as this process lives. */
  ended: Promise<number>
}

/** All that the commands need from outside, made by `main.ts`. */
export interface Context {
  /** Results. */
  out: Screen
  /** Progress and messages. */
  err: Screen
  /** What comes in. */
  input: AsyncIterable<Uint8Array>
  cwd: string
  version: string
  /** The file of the schema that editors check sweep files with. */
  schema: string
  /** What a person types to call this program: `hypersweep`, `npx hypersweep`. */
  program: string
  /** How this process is called in records; no other one on any machine is at the same time. */
  process: string
  /** The Redis to use where no flag names one. */
  redis?: string
  /** Where weights are kept where no flag says it. */
  checkpoints?: string
  threads: number
  open(target: Target): Promise<Engine>
  scratch(): Promise<Scratch>
  examineRedis(url: string): Promise<RedisExamination>
  /** Gets data that is not here from hosts that the flags, or the environment, allow. */
  openFetcher(flags: DataFlags): Promise<DataFetcher>
  /** Tries a place for checkpoints; of a folder it tells which. */
  probeCheckpoints(place: string): Promise<CheckpointProbe>
  /** What starts a worker process with these flags, on this Redis, that ends with this one. */
  workerCommand(flags: readonly string[], redis?: string): WorkerCommand
  /** Starts this program anew, apart from this process and its terminal. */
  startDetached(words: readonly string[], options: { logFile: string; redis?: string }): Detached
  /** Replaces this process by a worker. */
  becomeWorker(flags: readonly string[]): Promise<never>
  /** Whether the person at the terminal says yes; absent where there is none to ask. */
  confirm?(question: string): Promise<boolean>
  /** Calls `handler` for each wish that the command end, until disposed; without one, signals end the process. */
  onInterrupt(handler: () => void): Disposable
  exitNow(code: number): never
}
