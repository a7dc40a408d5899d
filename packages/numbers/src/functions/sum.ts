/** values[0] + values[1] + …, one after the other from +0 on: the order is part of the result. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
