import { z } from 'zod'
import { count, numberIn, section } from './values.ts'

/** What other programs' layers have. */
const ABSENT_IN_LAYERS = (
  'batch_norm layer_norm group_norm conv conv1d conv2d depthwise max_pool avg_pool global_pool flatten residual ' +
  'embedding rnn lstm gru attention bias init l1 l2'
).split(' ')

const layer = section(
  {
    dense: count,
    activation: z.enum(['relu', 'sigmoid', 'tanh', 'identity']).exactOptional(),
    dropout: numberIn({ min: 0, minIncluded: true, max: 1 }).default(0),
  },
  ABSENT_IN_LAYERS,
)

/** `model:` of the sweep file. Hidden layers are relu unless told otherwise; the last one gives the classes' logits. */
export const modelSection = section({ layers: z.array(layer).min(1) }, ['preset', 'type', 'loss', 'init']).transform(
  ({ layers }) => ({
    layers: layers.map(({ dense, activation, dropout }, index) => ({
      dense,
      activation: activation ?? (index < layers.length - 1 ? ('relu' as const) : ('identity' as const)),
      dropout,
    })),
  }),
)
