/** A sweep file that trains in no time, on no file. */
export const SMALL_FILE = `name: small
method: grid
parameters:
  learning_rate: { values: [0.01, 0.1] }
data: { source: spirals, rows: 90, classes: 3, noise: 0.1, validation: 15, test: 15 }
model:
  layers:
    - { dense: 4, activation: tanh }
    - { dense: 3 }
training: { optimizer: momentum, epochs: 1, batch_size: 16 }
`
