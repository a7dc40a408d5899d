import type { TrialSummary } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { coordinatorMetrics } from './coordinator-metrics.ts'

const DEPTH = { waiting: 4, active: 2, delayed: 1, prioritized: 0, oldestSeconds: 12.5 }

const trials = (...statuses: string[]) => statuses.map((status) => ({ state: { status } })) as TrialSummary[]
const sweepOf = (number: number, name = `sweep-${number}`) => ({ id: `id-${number}`, name, createdAt: number })

/** The series of a metric, by what stands between its braces. */
async function series(metrics: ReturnType<typeof coordinatorMetrics>, name: string): Promise<Record<string, number>> {
  const { text } = await metrics.scrape()
  const found = text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))
  return Object.fromEntries([...found].map(([, labels = '', value]) => [labels, Number(value)]))
}

test('trials are counted by sweep and state, as they were last read', async () => {
  const metrics = coordinatorMetrics({ depth: async () => DEPTH })
  metrics.sweep(sweepOf(1, 'demo'), trials('waiting', 'running', 'running'))
  metrics.sweep(sweepOf(1, 'demo'), trials('complete', 'running', 'failed'))
  expect(await series(metrics, 'hypersweep_trials')).toEqual({
    'sweep="demo",state="waiting"': 0,
    'sweep="demo",state="running"': 1,
    'sweep="demo",state="complete"': 1,
    'sweep="demo",state="failed"': 1,
    'sweep="demo",state="cancelled"': 0,
  })
})

test('a sweep that has another name or is there no more leaves nothing behind', async () => {
  const metrics = coordinatorMetrics({ depth: async () => DEPTH })
  metrics.sweep(sweepOf(1, 'demo'), trials('waiting'))
  metrics.sweep(sweepOf(1, 'demo~1'), trials('waiting'))
  const labels = Object.keys(await series(metrics, 'hypersweep_trials'))
  expect(labels.filter((each) => each.includes('"demo"'))).toEqual([])
  expect(labels).toContain('sweep="demo~1",state="waiting"')
  metrics.sweeps([{ id: 'id-2' }])
  expect(await series(metrics, 'hypersweep_trials')).toEqual({})
})

test('the newest hundred sweeps are told, whatever the order in which they come', async () => {
  const metrics = coordinatorMetrics({ depth: async () => DEPTH })
  for (let number = 150; number > 0; number--) metrics.sweep(sweepOf(number), trials('waiting'))
  const waiting = Object.entries(await series(metrics, 'hypersweep_trials')).filter(([, count]) => count === 1)
  const names = waiting.map(([labels]) => /sweep="(.*?)"/.exec(labels)![1])
  expect(new Set(names)).toEqual(new Set(Array.from({ length: 100 }, (_, index) => `sweep-${index + 51}`)))
})

test('the queue is asked once in five seconds, however often it is scraped', async () => {
  let [now, asked] = [0, 0]
  const depth = async () => ({ ...DEPTH, waiting: ++asked })
  const metrics = coordinatorMetrics({ depth, now: () => now })
  await Promise.all([metrics.scrape(), metrics.scrape()])
  now = 4999
  const queue = { 'state="active"': 2, 'state="delayed"': 1, 'state="prioritized"': 0 }
  expect(await series(metrics, 'hypersweep_queue_trials')).toEqual({ ...queue, 'state="waiting"': 1 })
  now = 5000
  expect(await series(metrics, 'hypersweep_queue_trials')).toEqual({ ...queue, 'state="waiting"': 2 })
  expect(await series(metrics, 'hypersweep_queue_oldest_seconds')).toEqual({ '': 12.5 })
})

test('a queue that does not answer is told as such, and its last depth no longer', async () => {
  let [now, isAway] = [0, false]
  const depth = async () => {
    if (isAway) throw new Error('away')
    return DEPTH
  }
  const metrics = coordinatorMetrics({ depth, now: () => now })
  expect(await series(metrics, 'hypersweep_redis_reachable')).toEqual({ '': 1 })
  isAway = true
  now = 5000
  expect(await series(metrics, 'hypersweep_redis_reachable')).toEqual({ '': 0 })
  expect(await series(metrics, 'hypersweep_queue_trials')).toEqual({})
  expect(await series(metrics, 'hypersweep_queue_oldest_seconds')).toEqual({})
  isAway = false
  now = 10_000
  expect(await series(metrics, 'hypersweep_redis_reachable')).toEqual({ '': 1 })
})

test('rounds of driving are measured', async () => {
  const metrics = coordinatorMetrics({ depth: async () => DEPTH })
  metrics.round(0.02)
  metrics.round(3)
  expect(await series(metrics, 'hypersweep_driver_round_seconds_count')).toEqual({ '': 2 })
  expect(await series(metrics, 'hypersweep_driver_round_seconds_sum')).toEqual({ '': 3.02 })
})
