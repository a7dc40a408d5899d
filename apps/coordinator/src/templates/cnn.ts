/** A small convolutional network, on images that need not be fetched. */
export const cnn = `name: cnn
method: grid # every combination; or random, with run_cap: 20
metric: { name: val_accuracy, goal: maximize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { values: [0.001, 0.003] }
  channels: { values: [4, 8] }
  dropout: { values: [0, 0.25] }

# Digits drawn by the program itself, 28 x 28. For real ones, "hypersweep data fetch mnist", and write instead:
#   { source: mnist, path: data/mnist, validation: 5000 }
data: { source: digits, rows: 2000, noise: 0.25, validation: 400, test: 400 }

model:
  layers:
    - { conv: $channels, pool: 2, batch_norm: true } # 3 x 3 windows, padding 1, relu, then a max pool of 2 x 2
    - { conv: 16, pool: 2 }
    - { dense: 64, dropout: $dropout }
    - { dense: 10 } # one unit per class

training: { optimizer: adam, schedule: cosine, epochs: 4, batch_size: 64 }
seed: 42
`
