/** A sweep that takes about as long as its faults do on two cores, with everything in it that keeps state. */
export function soakSweep(seconds: number): string {
  const rates = Array.from({ length: Math.max(2, Math.round(seconds / 8)) }, (_, index) =>
    (0.001 * (index + 1)).toFixed(3),
  )
  return `name: soak
method: grid
parameters:
  learning_rate: { values: [${rates.join(', ')}] }
  dropout: { values: [0, 0.25] }
data: { source: digits, rows: 3000, noise: 0.25, validation: 300, test: 300 }
model:
  layers:
    - { dense: 64, activation: relu, batch_norm: true, dropout: $dropout }
    - { dense: 10 }
training: { optimizer: adam, epochs: 250, batch_size: 32 }
seed: 3
`
}
