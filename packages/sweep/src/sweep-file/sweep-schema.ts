import { z } from 'zod'
import { LABEL_KEY, LABEL_RULE, LABEL_VALUE } from '../labels.ts'
import { isObject } from '../space/references.ts'
import type { JsonObject } from '../spec.ts'

const mapping = z.custom<JsonObject>((value) => isObject(value as JsonObject), 'a mapping is needed, key: value.')

/** What a name may be: it becomes part of file names, keys and ids; `~` is kept for sweeps that were set aside. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

function nameRule(given: string): string {
  const close = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
    .slice(0, 64)
  const got = JSON.stringify(given.length > 80 ? `${given.slice(0, 80)}…` : given)
  const rule = 'A name has 1 to 64 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit.'
  return `${got} is no name of a sweep. ${rule} Use, for example, ${close || 'mnist-mlp'}.`
}

const metric = z
  .strictObject({
    name: z.string().min(1).describe('a metric that training reports').default('val_accuracy'),
    goal: z.enum(['maximize', 'minimize']).optional(),
    at: z.enum(['best', 'last']).describe('which epoch scores a trial').default('best'),
  })
  .superRefine(({ name, goal }, context) => {
    if (goal !== undefined || name === 'val_accuracy') return
    context.addIssue({ code: 'custom', path: ['goal'], message: `add whether to minimize or to maximize ${name}.` })
  })
  .transform(({ name, goal = 'maximize', at }) => ({ name, goal, at }))

const ensemble = z.strictObject({
  method: z
    .enum(['average', 'greedy', 'snapshot'])
    .describe('the best few; a choice of them by greedy selection; epochs of the best one')
    .default('greedy'),
  top: z.int().min(1).describe('how many of the best trials are candidates').optional(),
  size: z.int().min(1).max(1000).describe('votes of a greedy selection').default(25),
})

const checkpoints = z.strictObject({
  every: z.int().min(1).describe('epochs between two checkpoints').default(1),
  keep: z.enum(['best+last', 'all']).describe('of each trial').default('best+last'),
  top_k: z.int().min(1).describe('how many of the best trials keep their weights').optional(),
})

const labelValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((value) => LABEL_VALUE.test(value), { error: ({ input }) => labelRule('value', input) })

const requires = z
  .record(z.string(), labelValue)
  .superRefine((labels, context) => {
    for (const key of Object.keys(labels).filter((each) => !LABEL_KEY.test(each))) {
      context.addIssue({ code: 'custom', path: [key], message: labelRule('key', key) })
    }
  })
  .describe('labels that a worker must have to train its trials (hypersweep worker --label gpu=yes)')

function labelRule(what: 'key' | 'value', given: unknown): string {
  return `${JSON.stringify(String(given).slice(0, 80))} is no ${what} of a label. ${LABEL_RULE}`
}

/** The file without a look into its axes and its objective. */
export const sweepSchema = z
  .strictObject({
    name: z
      .string()
      .regex(NAME, { error: ({ input }) => nameRule(String(input)) })
      .describe('of the sweep, in all commands'),
    method: z.enum(['grid', 'random']).describe('how the points of the search space are chosen'),
    metric: metric.prefault({}),
    parameters: mapping
      .describe('the axes: each is a key of training, or stands as $name in model or training')
      .prefault({}),
    data: mapping.describe('what to train on').prefault({}),
    model: mapping.describe('the network').prefault({}),
    training: mapping.describe('optimizer, schedule, loss, regularisation').prefault({}),
    seed: z.int().min(0).describe('of initialisation, data order, dropout and random search').default(0),
    replicates: z.int().min(1).max(10_000).describe('trials of each point, each with a seed of its own').default(1),
    run_cap: z.int().min(1).describe('how many trials at most').optional(),
    retry: z.strictObject({ max: z.int().min(0).max(1000).describe('tries after an error').default(3) }).prefault({}),
    limits: z
      .strictObject({
        trial_seconds: z.number().positive().describe('what one trial may take').optional(),
        stall_seconds: z.number().min(1).describe('how long a trial may show no sign of life').default(600),
      })
      .prefault({}),
    checkpoints: checkpoints.prefault({}),
    ensemble: ensemble.prefault({}),
    requires: requires.optional(),
  })
  .superRefine(({ method, run_cap }, context) => {
    if (method === 'grid' || run_cap !== undefined) return
    const message = 'random has no end of its own. Add how many trials to run, for example run_cap: 100.'
    context.addIssue({ code: 'custom', path: ['method'], message })
  })
  .superRefine(({ checkpoints: { top_k }, ensemble: { method, top } }, context) => {
    // The members of a snapshot are epochs of one trial.
    if (method === 'snapshot' || top_k === undefined || top === undefined || top_k >= top) return
    const message = `${top_k} trials keep their weights, and ensemble.top takes ${top}. Use a top_k of at least ${top}, or a smaller ensemble.top.`
    context.addIssue({ code: 'custom', path: ['checkpoints', 'top_k'], message })
  })

export type SweepFile = z.output<typeof sweepSchema>
