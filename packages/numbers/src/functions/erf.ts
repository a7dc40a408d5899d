import { exp } from './exp.ts'
import { polynomial } from './polynomial.ts'

/**
 * The error function 2/√π·∫₀ˣ e^(−t²) dt, the same bits on every engine.
 *
 *     |x| < 0.875:  x + x·(2/√π − 1 + 2/√π·Σ (−1)ⁿ x²ⁿ / (n!·(2n + 1)))
 *     |x| < 6:      1 − (erfc c − Taylor series of erf around c), c the nearest multiple of 1/4
 *
 * Error below 1 ulp. Odd: erf(−x) = −erf(x), erf(±0) = ±0; erf(±∞) = ±1, and so is every |x| ≥ 6.
 *
 * Source: Abramowitz & Stegun 7.1.1, 7.1.5; the erfc c are rounded from 120 digits.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN
  const magnitude = Math.abs(x)
  if (magnitude < 0.875) return x + x * (TWO_OVER_ROOT_PI_LESS_1 + polynomial(CENTRAL, x * x) * x * x)
  const value = magnitude >= 6 ? 1 : erfAroundCentre(magnitude)
  return x < 0 ? -value : value
}

const TWO_OVER_ROOT_PI = 1.1283791670955126
const TWO_OVER_ROOT_PI_LESS_1 = 0.1283791670955126

/** erfc(1), erfc(1.25) … erfc(6) */
const ERFC = [
  0.15729920705028513, 0.07709987174354177, 0.033894853524689274, 0.013328328780817557, 0.004677734981047266,
  0.0014627165866811518, 0.0004069520174449589, 0.00010062192211963683, 2.209049699858544e-5, 4.302779463675122e-6,
  7.430983723414128e-7, 1.1372725656979665e-7, 1.541725790028002e-8, 1.8505741373867425e-9, 1.9661604415428876e-10,
  1.8485047721485312e-11, 1.537459794428035e-12, 1.1310313266887154e-13, 7.357847917974398e-15, 4.232136617425738e-16,
  2.1519736712498913e-17,
]

/** 2/√π·(−1)ⁿ / (n!·(2n + 1)) for n = 1 … 17 */
const CENTRAL = centralCoefficients(17)
/** For each centre the Taylor coefficients of erf(c + d) − erf(c), from d¹ on. */
const AROUND = ERFC.map((_, i) => taylorCoefficients(1 + i / 4, 15))

function erfAroundCentre(x: number): number {
  const i = Math.floor(x * 4 + 0.5) - 4
  const d = x - (1 + i / 4)
  return 1 - (ERFC[i] - d * polynomial(AROUND[i], d))
}

function centralCoefficients(count: number): number[] {
  let signedFactorial = 1
  return Array.from({ length: count }, (_, i) => {
    signedFactorial *= -(i + 1)
    return TWO_OVER_ROOT_PI / (signedFactorial * (2 * i + 3))
  })
}

/** From g(d) = e^(−(c+d)²), g′ = −2(c + d)·g: (n + 1)·gₙ₊₁ = −2c·gₙ − 2·gₙ₋₁; integrated term by term. */
function taylorCoefficients(c: number, count: number): number[] {
  const integrated: number[] = []
  let before = 0
  let now = TWO_OVER_ROOT_PI * exp(-c * c)
  for (let n = 0; n < count; n++) {
    integrated.push(now / (n + 1))
    const next = (-2 * c * now - 2 * before) / (n + 1)
    before = now
    now = next
  }
  return integrated
}
