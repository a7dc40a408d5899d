import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { coordinatorMetrics, supervisorMetrics, workerMetrics } from '@hypersweep/service/metrics'
import { describe, expect, test } from 'vitest'
import { alerts, dashboard, metricNames, panels } from './expressions.ts'

interface Told {
  name: string
  type: string
  labels: string
}

/** What our code makes, of ours; the samples of a histogram under its own name. */
async function madeMetrics(): Promise<Told[]> {
  const supervisor = supervisorMetrics({ isRedisReachable: () => true })
  supervisor.saw(1, await workerMetrics({ threads: 1, memoryBytes: 1 }).snapshot())
  const depth = { waiting: 0, active: 0, delayed: 0, prioritized: 0, oldestSeconds: 0 }
  const coordinator = coordinatorMetrics({ depth: async () => depth })
  coordinator.sweep({ id: 'a', name: 'demo', createdAt: 0 }, [])
  const texts = [(await supervisor.scrape()).text, (await coordinator.scrape()).text]
  const told = new Map<string, Told>()
  for (const [, name = '', type = ''] of texts.join('\n').matchAll(/^# TYPE (hypersweep_\S+) (\S+)$/gm)) {
    const labels = texts.flatMap((text) => labelsOf(text, name))
    told.set(name, { name, type, labels: [...new Set(labels)].toSorted().join(', ') })
  }
  return [...told.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}

function labelsOf(text: string, name: string): string[] {
  const samples = text.matchAll(new RegExp(`^${name}(?:_count)?\\{(.*)\\} `, 'gm'))
  const names = [...samples].flatMap(([, labels = '']) => [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!))
  return names.filter((label) => label !== 'process')
}

describe.each([
  ['an alert', alerts()],
  ['a panel', panels()],
])('%s', (_, expressions) => {
  test.each(expressions)('$where is PromQL that asks for metrics', (expression) => {
    expect(metricNames(expression).length).toBeGreaterThan(0)
  })
})

test.each(['sum(', 'rate(a[5m]', 'a{b=~}', 'a b'])('what is no PromQL is found out: %s', (text) => {
  expect(() => metricNames({ where: 'here', text })).toThrow('here: no PromQL')
})

test('every panel says what it shows, in which unit, and has a legend', () => {
  for (const panel of dashboard().panels.filter(({ targets }) => targets)) {
    expect(panel).toMatchObject({ description: expect.stringMatching(/\.$/) })
    expect(panel).toHaveProperty('fieldConfig.defaults.unit', expect.any(String))
    for (const { legendFormat } of panel.targets!) expect(legendFormat).not.toBe('')
  }
})

test('docs/observability.md lists every metric of ours with its kind and labels, and every alert', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/observability.md'), 'utf8')
  const rows = page.matchAll(/^\| `(hypersweep_\w+)(?:\{(.*?)\})?` \| (\w+) \| \S/gm)
  const listed = [...rows].map(([, name = '', labels = '', type = '']) => ({ name, type, labels }))
  expect(listed.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(await madeMetrics())
  const listedAlerts = [...page.matchAll(/^\| `(Hypersweep\w+)` \| \S/gm)].map(([, alert]) => `alert ${alert}`)
  expect(listedAlerts).toEqual(alerts().map(({ where }) => where))
})
