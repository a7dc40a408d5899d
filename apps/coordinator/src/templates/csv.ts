/** Measured flowers, from a file beside it. */
export const csv = `name: iris
method: grid # every combination; or random, with run_cap: 20
metric: { name: val_accuracy, goal: maximize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { values: [0.003, 0.01, 0.03] }
  hidden: { values: [8, 16] }
  dropout: { values: [0, 0.2] }

# A file with a line of column names: every column but the label is a feature, standardized by its training rows.
data: { source: csv, path: iris.csv, label: species, validation: 30, test: 30 }

model:
  layers:
    - { dense: $hidden, activation: relu, dropout: $dropout }
    - { dense: 3 } # one unit per class

training: { optimizer: adam, epochs: 40, batch_size: 16 }
seed: 42
replicates: 3 # each point with three seeds: few rows are a matter of luck
`
