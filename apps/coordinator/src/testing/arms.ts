/** A sweep file of six small trials. */
export const ARMS = `name: arms
method: grid
parameters:
  learning_rate: { values: [0.01, 0.1, 1] }
  momentum: { values: [0, 0.9] }
data: { source: spirals, rows: 300, classes: 3, noise: 0.05, validation: 60, test: 60 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 3 }] }
training: { optimizer: nesterov, epochs: 3, batch_size: 32 }
seed: 1
ensemble: { top: 3 }
`
