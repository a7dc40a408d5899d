import {
  abs,
  add,
  asValue,
  div,
  equal,
  exponent,
  type FunctionName,
  greater,
  less,
  mantissa,
  max,
  min,
  mul,
  neg,
  powerOfTwo,
  select,
  sub,
  type Term,
  type Value,
} from './expression.ts'

// An ulp, a unit in the last place, is the distance of the float32 numbers around the exact value.
// All four return NaN for NaN.

/**
 * eˣ. In float32 within 1 ulp, down to the numbers below 2⁻¹²⁶; 0 below about −103.97, Infinity above about 88.72.
 *
 *     n = x·log₂e to the nearest      r = x − n·ln 2      eˣ = 2ⁿ·(1 + r + r²·P(r))
 *
 * ln 2 is subtracted in two parts, of which n·high is exact. 2ⁿ is two factors: one alone would overflow, and results
 * below 2⁻¹²⁶ are to round once.
 *
 * Source: Cephes expf.c, S. Moshier, https://www.netlib.org/cephes/.
 */
export const exp = elementary('exp', (x) => {
  const clamped = min(max(x, -104), 89)
  const n = nearest(mul(clamped, 1.4426950216293335))
  const r = sub(sub(clamped, mul(n, LN2_HIGH)), mul(n, LN2_LOW))
  const y = add(add(mul(polynomial(r, EXP), mul(r, r)), r), 1)
  const half = nearest(mul(n, 0.5))
  return mul(mul(y, powerOfTwo(half)), powerOfTwo(sub(n, half)))
})

/**
 * ln x. In float32 within 1 ulp for every x > 0; −Infinity at 0, NaN below.
 *
 *     x = m·2ᵉ with √½ ≤ m < √2      r = m − 1      ln x = r − r²/2 + r³·P(r) + e·ln 2
 *
 * Source: Cephes logf.c.
 */
export const log = elementary('log', (x) => {
  const isTiny = less(x, SMALLEST_NORMAL)
  const normal = select(isTiny, mul(x, 2 ** 23), x)
  const fraction = mantissa(normal)
  const power = sub(exponent(normal), select(isTiny, 23, 0))
  const isSmall = less(fraction, 0.7071067690849304)
  const e = select(isSmall, sub(power, 1), power)
  const r = sub(select(isSmall, add(fraction, fraction), fraction), 1)
  const z = mul(r, r)
  const p = add(mul(mul(polynomial(r, LOG), r), z), mul(e, LN2_LOW))
  const y = add(add(r, sub(p, mul(z, 0.5))), mul(e, LN2_HIGH))
  const finite = select(greater(x, 0), y, select(equal(x, 0), Number.NEGATIVE_INFINITY, Number.NaN))
  return select(less(x, Number.POSITIVE_INFINITY), finite, x)
})

/**
 * ln(1 + x) for x > −1, where x near 0 would lose its digits in 1 + x. In float32 within 3 ulp.
 *
 *     x·ln w / (w − 1), w = 1 + x rounded; x itself where w is 1
 *
 * Source: W. Kahan's, see Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4.
 */
export function log1p(x: Term): Value {
  const w = add(1, x)
  return select(equal(w, 1), x, div(mul(x, log(w)), sub(w, 1)))
}

/**
 * tanh x. In float32 within 2 ulp.
 *
 *     |x| < 0.625   x + x·z·P(z), z = x²
 *     else          sign(x)·(1 − 2 / (e^{2|x|} + 1))
 *
 * Source: Cephes tanhf.c.
 */
export const tanh = elementary('tanh', (x) => {
  const size = abs(x)
  const z = mul(x, x)
  const small = add(mul(mul(polynomial(z, TANH), z), x), x)
  const large = sub(1, div(2, add(exp(add(size, size)), 1)))
  return select(less(size, 0.625), small, withSign(x, large))
})

/**
 * erf x = 2/√π·∫₀ˣ e^{−t²} dt. In float32 within 2 ulp; ±1 from about ±3.9 on, never beyond.
 *
 *     |x| < 0.921875   x + x·P(z), z = x²
 *     else             sign(x)·(1 − e^{−t·R(t)}), t = min(|x|, 4)
 *
 * Source: the polynomials are our own, fitted by test/golden/numbers/fit_erf.py.
 */
export const erf = elementary('erf', (x) => {
  const size = abs(x)
  const small = add(mul(polynomial(mul(x, x), ERF_SMALL), x), x)
  const t = min(size, 4)
  const large = sub(1, exp(neg(mul(polynomial(t, ERF_LARGE), t))))
  return select(less(size, 0.921875), small, withSign(x, large))
})

const SMALLEST_NORMAL = 2 ** -126
/** ln 2 = LN2_HIGH + LN2_LOW; LN2_HIGH has few bits, so that n·LN2_HIGH is exact. */
const LN2_HIGH = 0.693359375
const LN2_LOW = -0.00021219444170128554

// The coefficients are float32 numbers, written out in full; the highest power first.

const EXP = [
  0.00019875691214110702, 0.001398199936375022, 0.008333452045917511, 0.04166579619050026, 0.1666666567325592, 0.5,
]
const LOG = [
  0.07037683576345444, -0.11514610052108765, 0.11676998436450958, -0.12420140951871872, 0.14249323308467865,
  -0.16668057441711426, 0.2000071406364441, -0.24999994039535522, 0.3333333134651184,
]
const TANH = [
  -0.0057049887254834175, 0.0206390880048275, -0.05373971536755562, 0.13331441581249237, -0.3333328068256378,
]
const ERF_SMALL = [
  -0.0005990855279378593, 0.004993180278688669, -0.026766614988446236, 0.1128181591629982, -0.37612494826316833,
  0.12837916612625122,
]
const ERF_LARGE = [
  -0.00021346783614717424, 0.0032107788138091564, -0.02287687361240387, 0.10524193942546844, 0.6357330083847046,
  1.1285101175308228,
]

/** Horner's scheme. */
function polynomial(x: Value, [first, ...rest]: readonly number[]): Value {
  return rest.reduce<Value>((sum, coefficient) => add(mul(sum, x), coefficient), asValue(first!))
}

/**
 * The whole number nearest to x, |x| < 2²²: from 1.5·2²³ on, float32 numbers have no fraction. V8 packs additions
 * into 256 bits, and no rounding.
 */
function nearest(x: Value): Value {
  return sub(add(x, 12_582_912), 12_582_912)
}

/** y > 0 with the sign of x. */
function withSign(x: Value, y: Value): Value {
  return select(less(x, 0), neg(y), y)
}

function elementary(name: FunctionName, expand: (x: Value) => Value): (x: Term) => Value {
  return (term) => {
    const a = asValue(term)
    return { kind: 'function', name, a, float32: expand(a) }
  }
}
