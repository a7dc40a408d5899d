import { ServiceError } from '../errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where traces go, and of how many trials. */
export interface TracesTarget {
  /** The server alone: the rest of an address may hold a key. */
  origin: string
  /** Which share of all trials is traced, in [0, 1]. All processes choose the same ones. */
  share: number
}

const ENDPOINT = 'http://localhost:4318'

/**
 * What the environment says of traces: `HYPERSWEEP_TRACES=1` turns them on, OpenTelemetry's own variables say where they
 * go. These alone turn nothing on: a platform sets them for all that it runs.
 *
 * @returns undefined where traces are off
 *
 * @throws ServiceError TRACES_SWITCH, TRACES_ENDPOINT, TRACES_PROTOCOL, TRACES_SHARE
 */
export function tracesTarget(env: Environment): TracesTarget | undefined {
  if (!isOn(env['HYPERSWEEP_TRACES'])) return undefined
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/json'
  if (!protocol.startsWith('http/')) {
    const got = `OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}.`
    throw new ServiceError(
      'TRACES_PROTOCOL',
      got,
      'Traces go by http/json: name that, and the port for it, often 4318.',
    )
  }
  return { origin: originOf(env), share: shareOf(env) }
}

function isOn(value: string | undefined): boolean {
  if (value === undefined || value === '' || value === '0') return false
  if (value === '1') return true
  throw new ServiceError('TRACES_SWITCH', `HYPERSWEEP_TRACES is "${value}".`, 'Use 1 for traces, 0 for none.')
}

/** The library would go to its own machine, and say nothing, where this is no address. */
function originOf(env: Environment): string {
  const name = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : GENERAL
  const url = URL.parse(env[name] || ENDPOINT)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new ServiceError('TRACES_ENDPOINT', `${name} is no address of a server.`, `Give one such as ${ENDPOINT}.`)
}

const GENERAL = 'OTEL_EXPORTER_OTLP_ENDPOINT'

function shareOf(env: Environment): number {
  if (!env['OTEL_TRACES_SAMPLER']?.endsWith('traceidratio')) return 1
  const text = env['OTEL_TRACES_SAMPLER_ARG'] || '1'
  const share = Number(text)
  if (share >= 0 && share <= 1) return share
  throw new ServiceError('TRACES_SHARE', `OTEL_TRACES_SAMPLER_ARG is "${text}".`, 'Use a number in [0, 1].')
}
