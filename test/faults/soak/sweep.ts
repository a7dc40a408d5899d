/** Eight trials that take about as long as their faults do on two cores, with everything in them that keeps state. */
export function soakSweep(seconds: number): string {
  return `name: soak
method: grid
parameters:
  learning_rate: { values: [0.001, 0.002, 0.003, 0.004] }
  dropout: { values: [0, 0.25] }
data: { source: digits, rows: 3000, noise: 0.25, validation: 300, test: 300 }
model:
  layers:
    - { dense: 64, activation: relu, batch_norm: true, dropout: $dropout }
    - { dense: 10 }
training: { optimizer: adam, epochs: ${Math.round(7 * seconds)}, batch_size: 32 }
seed: 3
`
}
