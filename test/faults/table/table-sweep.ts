export interface SweepChange {
  learningRates?: readonly number[]
  decayRates?: readonly number[]
  epochs?: number
  /** Lines to add. */
  more?: string
}

/** The name of every sweep of these tests. */
export const NAME = 'table'

/** Trials that train for one to two seconds each: long enough to be hit, short enough for a table of faults. */
export function tableSweep({
  learningRates = [0.003, 0.01],
  decayRates = [0.9, 0.99],
  epochs = 120,
  more = '',
}: SweepChange = {}): string {
  return `name: ${NAME}
method: grid
parameters:
  learning_rate: { values: [${learningRates.join(', ')}] }
  decay_rate: { values: [${decayRates.join(', ')}] }
data: { source: digits, rows: 3000, noise: 0.25, validation: 300, test: 300 }
model:
  layers:
    - { dense: 64, activation: relu, dropout: 0.25 }
    - { dense: 10 }
training: { optimizer: rmsprop, epochs: ${epochs}, batch_size: 32 }
seed: 3
${more}`
}
