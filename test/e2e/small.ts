/** Long enough that a worker can be killed between two checkpoints of a trial, short enough for every test run. */
export const SMALL = `name: small
method: grid
parameters:
  learning_rate: { values: [0.003, 0.01] }
  decay_rate: { values: [0.9, 0.99] }
  dropout: { values: [0, 0.25] }
data: { source: digits, rows: 3000, noise: 0.25, validation: 300, test: 300 }
model:
  layers:
    - { dense: 64, activation: relu, dropout: $dropout }
    - { dense: 10 }
training: { optimizer: rmsprop, epochs: 40, batch_size: 32 }
seed: 3
ensemble: { method: average, top: 3 }
`

/** Over in a second where nothing disturbs it. */
export const TINY = SMALL.replace('name: small', 'name: tiny')
  .replace('[0.003, 0.01]', '[0.003]')
  .replace('rows: 3000', 'rows: 1000')
  .replace('epochs: 40', 'epochs: 3')
