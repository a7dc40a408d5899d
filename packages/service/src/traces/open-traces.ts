import type { CheckpointStore, SweepStore, TrialQueue } from '@hypersweep/sweep'
import { ServiceError } from '../errors.ts'
import type { ServiceLog } from '../log/service-log.ts'
import { type TracesTarget, tracesTarget } from './traces-options.ts'

/** Ports that tell OpenTelemetry of each trial's life. Disposing sends what is left, for three seconds at most. */
export interface Traces extends AsyncDisposable {
  store(store: SweepStore): SweepStore
  checkpoints(store: CheckpointStore): CheckpointStore
  queue(queue: TrialQueue): TrialQueue
}

export interface TracesOptions {
  env: Readonly<Record<string, string | undefined>>
  /** What kind of process this is: `hypersweep-worker`. OTEL_SERVICE_NAME says otherwise. */
  service: string
  /** Which of them it is, for people. */
  instance: string
  /** Told when traces cannot be sent. */
  log: ServiceLog
}

/**
 * Makes traces where the environment asks for them (`tracesTarget`), and loads OpenTelemetry only then.
 *
 * A server that is away never hinders: at most 4096 spans wait, others are dropped, and it is said once in ten minutes.
 *
 * @throws ServiceError TRACES_SDK where the packages are not installed, and those of `tracesTarget`
 */
export async function openTraces(options: TracesOptions): Promise<Traces | undefined> {
  const target = checkTraces(options.env)
  if (target === undefined) return undefined
  const { otlpTraces } = await import('./otlp-traces.ts')
  return otlpTraces(options, target)
}

/**
 * What traces are asked for, or none; for who starts others that make them.
 *
 * @throws ServiceError what `openTraces` throws
 */
export function checkTraces(env: TracesOptions['env']): TracesTarget | undefined {
  const target = tracesTarget(env)
  if (target !== undefined) checkInstalled()
  return target
}

/** In the versions that were tested: they fit each other, and a number of one says nothing of the next. */
export const PACKAGES = [
  '@opentelemetry/api@1.10.0',
  '@opentelemetry/exporter-trace-otlp-http@0.301.0',
  '@opentelemetry/resources@3.1.0',
  '@opentelemetry/sdk-trace@3.1.0',
]

function checkInstalled(): void {
  if (PACKAGES.every((each) => isInstalled(each.slice(0, each.lastIndexOf('@'))))) return
  const got = 'HYPERSWEEP_TRACES is 1, and packages of OpenTelemetry are not installed.'
  const needed = `npm install ${PACKAGES.join(' ')}, beside hypersweep (with -g where that was installed so).`
  throw new ServiceError('TRACES_SDK', got, needed)
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND'
  }
}
