import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { processMetrics } from './process-metrics.ts'
import type { Snapshot } from './snapshot.ts'

/** The metrics of one life of a process, as they come through a channel. */
function life() {
  const registry = new Registry()
  const registers = [registry]
  const epochs = new Counter({ name: 'epochs_total', help: 'e', labelNames: ['kind'], registers })
  const busy = new Gauge({ name: 'busy', help: 'b', registers })
  const lag = new Gauge({ name: 'lag', help: 'l', aggregator: 'average', registers })
  const start = new Gauge({ name: 'start', help: 's', aggregator: 'omit', registers })
  const seconds = new Histogram({ name: 'seconds', help: 's', buckets: [1, 2], registers })
  const snapshot = async (): Promise<Snapshot> => JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()))
  return { epochs, busy, lag, start, seconds, snapshot }
}

/** The samples of a scrape, by what stands before each. */
async function samples(metrics: ReturnType<typeof processMetrics>): Promise<Record<string, number>> {
  const { text } = await metrics.scrape()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

test('each process has its own series, gauges of any kind too', async () => {
  const metrics = processMetrics()
  for (const place of ['1', '2']) {
    const { epochs, lag, start, snapshot } = life()
    epochs.inc({ kind: 'a' }, Number(place))
    lag.set(10 * Number(place))
    start.set(100)
    metrics.saw(place, await snapshot())
  }
  expect(await samples(metrics)).toMatchObject({
    'epochs_total{kind="a",process="1"}': 1,
    'epochs_total{kind="a",process="2"}': 2,
    'lag{process="1"}': 10,
    'lag{process="2"}': 20,
    'start{process="1"}': 100,
  })
})

test('what the dead have counted stays counted, through any number of deaths, and what they measured is no more', async () => {
  const metrics = processMetrics()
  for (const epochs of [5, 7, 11]) {
    const process = life()
    process.epochs.inc({ kind: 'a' }, 1)
    metrics.saw('1', await process.snapshot())
    process.epochs.inc({ kind: 'a' }, epochs - 1)
    process.seconds.observe(1.5)
    process.busy.set(3)
    metrics.saw('1', await process.snapshot())
    metrics.died('1')
  }
  const afterDeath = await samples(metrics)
  expect(afterDeath['epochs_total{kind="a",process="1"}']).toBe(23)
  expect(afterDeath['seconds_bucket{le="2",process="1"}']).toBe(3)
  expect(afterDeath['seconds_bucket{le="1",process="1"}']).toBe(0)
  expect(afterDeath['seconds_sum{process="1"}']).toBe(4.5)
  expect(afterDeath['busy{process="1"}']).toBeUndefined()

  const next = life()
  next.epochs.inc({ kind: 'b' })
  next.busy.set(1)
  metrics.saw('1', await next.snapshot())
  expect(await samples(metrics)).toMatchObject({
    'epochs_total{kind="a",process="1"}': 23,
    'epochs_total{kind="b",process="1"}': 1,
    'busy{process="1"}': 1,
  })
})

test('a measure that is no number is left out', async () => {
  const metrics = processMetrics()
  const { lag, snapshot } = life()
  lag.set(Number.NaN)
  metrics.saw('1', await snapshot())
  expect(Object.keys(await samples(metrics))).not.toContain('lag{process="1"}')
})
