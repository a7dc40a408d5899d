/** Handwritten digits, dense networks. */
export const mnist = `name: mnist
method: grid # every combination; or random, with run_cap: 20
metric: { name: val_accuracy, goal: maximize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { values: [0.05, 0.1, 0.2] }
  lr_decay: { values: [0.7, 1] } # factor per epoch
  momentum: { values: [0.5, 0.9] }
  dropout: { values: [0, 0.2] }

# Four files in IDX format, which "hypersweep data fetch mnist" brings. The last 5000 training rows validate.
data: { source: mnist, path: data/mnist, validation: 5000 }

model:
  layers:
    - { dense: 128, activation: relu, dropout: $dropout }
    - { dense: 10 } # one unit per class

training: { optimizer: nesterov, epochs: 5, batch_size: 128 }
seed: 42
ensemble: { method: greedy, top: 20 } # chosen among the best trials, predicting together
`
