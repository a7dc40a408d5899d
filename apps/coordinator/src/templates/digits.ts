/** Runs at once: nothing is fetched. */
export const digits = `name: digits
method: grid # every combination; or random, with run_cap: 20
metric: { name: val_accuracy, goal: maximize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { values: [0.01, 0.03, 0.1] }
  momentum: { values: [0.5, 0.9] }
  dropout: { distribution: q_uniform, min: 0, max: 0.5, q: 0.25 }

# Digits drawn by the program itself, so that nothing needs to be downloaded.
data: { source: digits, rows: 4000, noise: 0.25, validation: 800, test: 800 }

model:
  layers:
    - { dense: 32, activation: relu, dropout: $dropout }
    - { dense: 10 } # one unit per class

training: { optimizer: nesterov, epochs: 5, batch_size: 64 }
seed: 42
ensemble: { method: average, top: 5 } # the best trials, predicting together
`
