import type { MetricObjectWithValues, MetricValue } from 'prom-client'

/** All metrics of a process at one moment; plain data, so that another process can be told. */
export type Snapshot = MetricObjectWithValues<MetricValue<string>>[]

/** What Prometheus is answered. */
export interface Scrape {
  contentType: string
  text: string
}
