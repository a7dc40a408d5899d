import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { infra } from '../prometheus/expressions.ts'
import { prometheusPrograms } from '../prometheus/prometheus-programs.ts'

const run = promisify(execFile)

const programs = await prometheusPrograms()
const isRequired = Boolean(process.env['HYPERSWEEP_REQUIRE_PROMETHEUS'] || process.env['CI'])

test('Prometheus is here, where it has to be', (context) => {
  if ('missing' in programs && !isRequired) context.skip(programs.missing)
  expect(programs).not.toHaveProperty('missing')
})

describe.skipIf('missing' in programs)('by Prometheus itself', () => {
  const { promtool } = programs as Exclude<typeof programs, { missing: string }>

  test('the configuration and the rules that it names are right', async () => {
    const { stdout } = await run(promtool, ['check', 'config', join(infra, 'prometheus/prometheus.yml')])
    expect(stdout).toContain('11 rules found')
  })

  test('each alert fires when it should, and keeps quiet else', async () => {
    const { stdout } = await run(promtool, [
      'test',
      'rules',
      join(import.meta.dirname, '../prometheus/alerts.test.yml'),
    ])
    expect(stdout).toContain('SUCCESS')
  })
})
