import { AggregatorRegistry } from 'prom-client'
import type { Scrape, Snapshot } from './snapshot.ts'

/** The metrics of several processes, of which some die and are replaced. */
export interface ProcessMetrics {
  /** The newest snapshot of a process, by the place that it has. */
  saw(place: string, snapshot: Snapshot): void
  /** It is dead: what it counted stays counted, and what it measured is no more. */
  died(place: string): void
  /** All as one answer, each with the label `process`. */
  scrape(): Promise<Scrape>
}

interface Place {
  /** What the dead of this place have counted. */
  carried: Snapshot
  live: Snapshot
}

/**
 * Counts never go backwards: the last that was heard of a dead process is added to those of its successor. What it
 * counted after that is lost, a moment's worth.
 */
export function processMetrics(): ProcessMetrics {
  const places = new Map<string, Place>()
  const placeOf = (name: string) => places.get(name) ?? { carried: [], live: [] }
  return {
    saw: (name, snapshot) => void places.set(name, { ...placeOf(name), live: snapshot.map(summable) }),
    died(name) {
      const { carried, live } = placeOf(name)
      places.set(name, { carried: summed([carried, live.filter(isCount)]), live: [] })
    },
    async scrape() {
      const all = [...places].map(([name, { carried, live }]) => summed([carried, live]).map(labelled(name)))
      const registry = AggregatorRegistry.aggregate(all)
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** Each place has one live process, so that gauges are never added up, averaged or left out, as they would be by themselves. */
function summable(metric: Snapshot[number]): Snapshot[number] {
  // What is not a number has become null on its way: nothing was measured yet.
  return { ...metric, aggregator: 'sum', values: metric.values.filter(({ value }) => typeof value === 'number') }
}

/** The library's types say that it is a number. */
function isCount({ type }: { type: unknown }): boolean {
  return type === 'counter' || type === 'histogram'
}

function summed(snapshots: readonly Snapshot[]): Snapshot {
  return AggregatorRegistry.aggregate([...snapshots]).getMetricsAsArray() as Snapshot
}

function labelled(name: string): (metric: Snapshot[number]) => Snapshot[number] {
  return (metric) => ({
    ...metric,
    values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process: name } })),
  })
}
