import { z } from 'zod'
import type { ObjectiveSchema } from '../objective.ts'

const layer = z.strictObject({
  dense: z.int().min(1),
  activation: z.enum(['identity', 'relu', 'tanh']).default('relu'),
  dropout: z.number().min(0).lt(1).default(0),
})

const training = z
  .strictObject({
    optimizer: z.enum(['sgd', 'nesterov', 'adam']).default('sgd'),
    epochs: z.int().min(1).default(10),
    batch_size: z.int().min(1).default(32),
    learning_rate: z.number().positive().default(0.1),
    lr_decay: z.number().positive().max(1).default(1),
    momentum: z.number().min(0).lt(1).optional(),
  })
  .transform((options) => ({ ...options, momentum: options.momentum ?? (options.optimizer === 'nesterov' ? 0.9 : 0) }))

const data = z.strictObject({
  source: z.string(),
  path: z.string().optional(),
  validation: z.int().min(1).default(100),
})

/** An objective shaped like the network trainer's and much smaller, for tests of the search. */
export const toyObjective = {
  schema: z.strictObject({
    data,
    model: z.strictObject({ layers: z.array(layer).min(1) }),
    training,
  }) as unknown as ObjectiveSchema['schema'],
  trainingKeys: ['optimizer', 'epochs', 'batch_size', 'learning_rate', 'lr_decay', 'momentum'],
  actingKeys({ training: { optimizer } }) {
    const always = ['optimizer', 'epochs', 'batch_size', 'learning_rate', 'lr_decay']
    return new Set(optimizer === 'nesterov' ? [...always, 'momentum'] : always)
  },
} satisfies ObjectiveSchema
