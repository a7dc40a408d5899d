export {
  type CoordinatorMetrics,
  type CoordinatorMetricsOptions,
  coordinatorMetrics,
} from './coordinator-metrics.ts'
export { metricsRoute } from './metrics-route.ts'
export type { Scrape, Snapshot } from './snapshot.ts'
export { type SupervisorMetrics, type SupervisorMetricsOptions, supervisorMetrics } from './supervisor-metrics.ts'
export { type WorkerMetrics, type WorkerMetricsOptions, workerMetrics } from './worker-metrics.ts'
