import type { Updates } from './updates.ts'

/** Does something while the running averages of the weights stand in their place, where averages are kept. */
export function withAverages<T>({ slots }: Updates, work: () => T): T {
  const averaged = [...slots].flatMap(([{ values }, { average }]) => (average ? [{ values, average }] : []))
  const exchange = () => {
    for (const { values, average } of averaged) {
      const weights = values.values.slice()
      values.values.set(average.values)
      average.values.set(weights)
    }
  }
  exchange()
  try {
    return work()
  } finally {
    exchange()
  }
}
