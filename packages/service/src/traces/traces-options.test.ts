import { expect, test } from 'vitest'
import { tracesTarget } from './traces-options.ts'

const asked = { HYPERSWEEP_TRACES: '1' }

test('traces are off until they are asked for, whatever a platform sets', () => {
  const set = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  expect([{}, set, { ...set, HYPERSWEEP_TRACES: '' }, { ...set, HYPERSWEEP_TRACES: '0' }].map(tracesTarget)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(tracesTarget({ ...set, ...asked })).toEqual({ origin: 'http://collector:4318', share: 1 })
})

test('the receiver is the one for traces, else the one for all, else this machine; what may be a key is not told', () => {
  const [general, own] = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  const origins = [
    {},
    { [general!]: 'https://a.example/otlp?key=secret' },
    { [general!]: 'https://a.example', [own!]: 'https://user:word@b.example/v1/traces' },
  ].map((env) => tracesTarget({ ...env, ...asked })?.origin)
  expect(origins).toEqual(['http://localhost:4318', 'https://a.example', 'https://b.example'])
})

test('a share is read as OpenTelemetry names it', () => {
  const share = (OTEL_TRACES_SAMPLER: string, OTEL_TRACES_SAMPLER_ARG = '0.1') =>
    tracesTarget({ ...asked, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG })?.share
  expect([share('traceidratio'), share('parentbased_traceidratio'), share('always_on')]).toEqual([0.1, 0.1, 1])
})

test.each([
  ['TRACES_SWITCH', { HYPERSWEEP_TRACES: 'yes' }],
  ['TRACES_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
  ['TRACES_PROTOCOL', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ['TRACES_SHARE', { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' }],
])('what cannot be meant is refused: %s', (code, env) => {
  expect(() => tracesTarget({ ...asked, ...env })).toThrow(expect.objectContaining({ code }))
})
