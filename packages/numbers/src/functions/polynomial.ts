/** c₀ + c₁x + c₂x² + …, by Horner's rule from the last coefficient down. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]
  return value
}
