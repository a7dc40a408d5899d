import type { Operations } from '../kernels.ts'

/** Writes down what `record` asks for; the function returned does it all, in the same order. */
export function recording(operations: Operations, record: (operations: Operations) => void): () => void {
  const calls: (() => void)[] = []
  const recorders = Object.entries(operations).map(([name, operation]) => [
    name,
    (...args: unknown[]) => void calls.push(() => (operation as (...args: unknown[]) => void)(...args)),
  ])
  record(Object.fromEntries(recorders) as Operations)
  return () => {
    for (const call of calls) call()
  }
}
