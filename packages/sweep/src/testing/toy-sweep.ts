/** A sound sweep file for tests to change: lines 1 to 10, one thing on each. */
export const toySweep = `name: toy
method: grid
metric: { name: val_accuracy, goal: maximize }
parameters:
  learning_rate: { values: [0.1, 0.3] }
  hidden: { values: [8, 16] }
data: { source: toy }
model: { layers: [{ dense: $hidden }, { dense: 2 }] }
training: { optimizer: nesterov, epochs: 3 }
seed: 1
`

/** The toy sweep with some of its text replaced; says so where the text is not there. */
export function toySweepWith(...changes: readonly (readonly [text: string, replacement: string])[]): string {
  return changes.reduce((file, [text, replacement]) => {
    if (!file.includes(text)) throw new Error(`the toy sweep has no "${text}"`)
    return file.replace(text, () => replacement)
  }, toySweep)
}
