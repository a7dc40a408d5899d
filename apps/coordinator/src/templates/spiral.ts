/** Two features and three interleaved arms: what a hidden layer is for. */
export const spiral = `name: spiral
method: random # draws each trial anew; or grid, over values that can be counted
run_cap: 16 # trials
metric: { name: val_loss, goal: minimize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { distribution: log_uniform_values, min: 0.001, max: 0.1 }
  hidden: { values: [16, 32, 64] }
  weight_decay: { distribution: log_uniform_values, min: 0.00001, max: 0.01 }

# Points drawn by the program itself: three arms of a spiral, with noise.
data: { source: spirals, rows: 900, classes: 3, noise: 0.1, validation: 200, test: 200 }

model:
  layers:
    - { dense: $hidden, activation: tanh }
    - { dense: $hidden, activation: tanh }
    - { dense: 3 } # one unit per class

training: { optimizer: adamw, epochs: 30, batch_size: 32 }
seed: 42
`
