import { parseTrialId, type TrialId } from '@hypersweep/sweep'

/**
 * The keys of a store. All lie under one hash tag, so that a cluster keeps them on one node:
 *
 *     <prefix>:sweeps            list    ids in the order of adding
 *     <prefix>:sweep-ids         hash    name -> id
 *     <prefix>:sweep-names       hash    id -> name
 *     <prefix>:sweep-records     hash    id -> record as JSON, less the name
 *     <prefix>:summaries:<sweep> hash    number -> summary, see scripts/trial.ts
 *     <prefix>:changes:<sweep>   zset    number by when its summary last changed: 1, 2, 3, …
 *     <prefix>:control:<sweep>   string  pause, stop or cancel; absent while nothing was said
 *     <prefix>:leases:<sweep>    zset    number by the end of its lease in milliseconds
 *     <prefix>:trial:<trial>     hash    the facts of a trial
 *     <prefix>:reports:<trial>   hash    epoch -> [metrics, timing, worker], each as text
 */
export function redisKeys(prefix: string) {
  const summaries = (sweepId: string) => `${prefix}:summaries:${sweepId}`
  const changes = (sweepId: string) => `${prefix}:changes:${sweepId}`
  const leases = (sweepId: string) => `${prefix}:leases:${sweepId}`
  const control = (sweepId: string) => `${prefix}:control:${sweepId}`
  const trial = (id: TrialId) => `${prefix}:trial:${id}`
  const reports = (id: TrialId) => `${prefix}:reports:${id}`
  return {
    /** In the order in which the scripts about sweeps take them. */
    sweeps: [`${prefix}:sweep-ids`, `${prefix}:sweep-names`, `${prefix}:sweep-records`, `${prefix}:sweeps`] as const,
    summaries,
    changes,
    leases,
    control,
    trial,
    reports,
    /** In the order in which the scripts about one trial take them. */
    ofTrial: (id: TrialId) => {
      const { sweepId } = parseTrialId(id)
      return [trial(id), summaries(sweepId), leases(sweepId), changes(sweepId), reports(id), control(sweepId)]
    },
  }
}

export type RedisKeys = ReturnType<typeof redisKeys>
