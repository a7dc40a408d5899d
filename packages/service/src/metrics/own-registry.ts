import { collectDefaultMetrics, Registry } from 'prom-client'

/** Gauges whose names end as a counter's: Prometheus objects. The same without the end tell as much, by kind. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** A registry of this process, which holds what Node tells of it: memory, processor time, event loop, garbage. */
export function ownRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  return registry
}
