import { parseTrialId, type TrialId } from '@hypersweep/sweep'

/**
 * The keys of a store. All lie under one hash tag, so that a cluster keeps them on one node:
 *
 *     <prefix>:sweeps            list    ids in the order of adding
 *     <prefix>:sweep-ids         hash    name -> id
 *     <prefix>:sweep-names       hash    id -> name
 *     <prefix>:sweep-records     hash    id -> record as JSON, less the name
 *     <prefix>:scored-sweeps     set     ids of the sweeps whose scores are kept
 *     <prefix>:summaries:<sweep> hash    number -> summary, see scripts/trial.ts
 *     <prefix>:changes:<sweep>   zset    number by when its summary last changed: 1, 2, 3, …
 *     <prefix>:scores:<sweep>    zset    number of a complete trial by its score
 *     <prefix>:control:<sweep>   string  pause, stop or cancel; absent while nothing was said
 *     <prefix>:place:<sweep>     string  where its checkpoints are; absent before a driver has said so
 *     <prefix>:declines:<sweep>  hash    worker -> why it leaves the sweep to others, see scripts/decline.ts
 *     <prefix>:leases:<sweep>    zset    number by the end of its lease in milliseconds
 *     <prefix>:trial:<trial>     hash    the facts of a trial
 *     <prefix>:events:<trial>    list    what happened to the trial, each as JSON of texts
 *     <prefix>:reports:<trial>   hash    epoch -> [metrics, timing, worker], each as text
 */
export function redisKeys(prefix: string) {
  const summaries = (sweepId: string) => `${prefix}:summaries:${sweepId}`
  const changes = (sweepId: string) => `${prefix}:changes:${sweepId}`
  const scores = (sweepId: string) => `${prefix}:scores:${sweepId}`
  const leases = (sweepId: string) => `${prefix}:leases:${sweepId}`
  const declines = (sweepId: string) => `${prefix}:declines:${sweepId}`
  const control = (sweepId: string) => `${prefix}:control:${sweepId}`
  const place = (sweepId: string) => `${prefix}:place:${sweepId}`
  const trial = (id: TrialId) => `${prefix}:trial:${id}`
  const events = (id: TrialId) => `${prefix}:events:${id}`
  const reports = (id: TrialId) => `${prefix}:reports:${id}`
  return {
    /** In the order in which the scripts about sweeps take them. */
    sweeps: [`${prefix}:sweep-ids`, `${prefix}:sweep-names`, `${prefix}:sweep-records`, `${prefix}:sweeps`] as const,
    /** Ids of the sweeps whose scores are kept in order: those of earlier versions are not. */
    scored: `${prefix}:scored-sweeps`,
    summaries,
    changes,
    scores,
    leases,
    declines,
    control,
    place,
    trial,
    reports,
    events,
    /** In the order in which the scripts about one trial take them. */
    ofTrial: (id: TrialId) => {
      const { sweepId } = parseTrialId(id)
      const ofSweep = [control, scores].map((key) => key(sweepId))
      return [trial(id), summaries(sweepId), leases(sweepId), changes(sweepId), reports(id), ...ofSweep, events(id)]
    },
  }
}

export type RedisKeys = ReturnType<typeof redisKeys>
