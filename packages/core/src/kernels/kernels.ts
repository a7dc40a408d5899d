/** Numbers in a kernel's own memory: float32, or float64 where a test wants no rounding. */
export type Floats = Float32Array | Float64Array

export type ActivationName = 'identity' | 'relu' | 'sigmoid' | 'tanh'

/** Fourth counter word of layer 0: 2, the number of the purpose `dropout` in @hypersweep/numbers, times 2²⁴. */
export const DROPOUT_COUNTER = 2 * 2 ** 24

/** Which random numbers a dropout mask is made of; see `dropoutMask`. */
export interface DropoutDraw {
  /** The trial's seed, an integer in [0, 2^53). */
  seed: number
  /** The layer's place in the network, from 0. */
  layer: number
  /** From 0. */
  epoch: number
  /** The batch's place in the epoch, from 0. */
  step: number
}

/**
 * The inner loops of training. Every adapter computes the same function to the last bit (those that round to float32),
 * so that a result does not depend on which one ran:
 *
 * - each output element is one sum in ascending order of the summed index, starting at +0, each term multiplied and
 *   then added (never fused), a bias added after the sum;
 * - other formulas are evaluated as written, from left to right, d = g + λw first;
 * - every operation rounds to the adapter's precision;
 * - a scalar argument is rounded to that precision before the loop; 1 − ρ and 1 − β are taken in float64 and then rounded;
 * - `exp`, `log` and `tanh` are the project's own, the same polynomial in every adapter;
 * - Infinity and NaN go through every operation as IEEE 754 has it, maxima included, and no term is skipped; which of
 *   the many NaN comes out is not promised.
 *
 * Matrices are row-major, sizes are arguments, and the last batch of an epoch may have fewer rows than the arrays hold.
 * Arrays come from `floats`, `integers` of the same adapter; an array from elsewhere is a bug in the caller.
 */
export interface Kernels {
  readonly name: string

  /** `count` zeros in the adapter's memory; valid until `release`. */
  floats(count: number): Floats
  integers(count: number): Int32Array
  /** Forgets every array given out, so that the next trial starts with empty memory. */
  release(): void

  /** out[r,o] = Σₖ x[r,k]·weights[k,o], then + bias[o].  x [rows, inputs], weights [inputs, outputs], out [rows, outputs] */
  denseForward(x: Floats, weights: Floats, bias: Floats, out: Floats, size: DenseSize): void
  /** gradWeights[k,o] = Σᵣ x[r,k]·gradOut[r,o];  gradBias[o] = Σᵣ gradOut[r,o] */
  denseGradients(x: Floats, gradOut: Floats, gradWeights: Floats, gradBias: Floats, size: DenseSize): void
  /** gradIn[r,k] = Σₒ gradOut[r,o]·weights[k,o] */
  denseBackward(gradOut: Floats, weights: Floats, gradIn: Floats, size: DenseSize): void

  /** out[i] = f(x[i]) for i < count; `out` may be `x`. */
  activate(name: ActivationName, x: Floats, out: Floats, count: number): void
  /** gradIn[i] = gradOut[i]·f′, with f′ written in terms of the activation's own output; `gradIn` may be `gradOut`. */
  activateBackward(name: ActivationName, out: Floats, gradOut: Floats, gradIn: Floats, count: number): void

  /**
   * mask[i] = 1/keep where unit i stays, else 0, for i < count; keep = threshold / 65536.
   *
   * Unit i stays where its 16 random bits are below `threshold` (an integer in 1 … 65535). The bits are those of
   * Philox4x32-10 with key = (low, high word of seed) and counter = (⌊i/8⌋, step, epoch, 2·2²⁴ + layer); the 8 values of
   * a block are the low and then the high half of each of its four words, in order.
   */
  dropoutMask(mask: Floats, count: number, threshold: number, draw: DropoutDraw): void
  /** out[i] = a[i]·b[i]; `out` may be `a`. */
  multiply(a: Floats, b: Floats, out: Floats, count: number): void

  /**
   * losses[r] = log Σ exp(z[r,c] − max z[r]) − (z[r, label] − max z[r]);  gradLogits = (softmax − one-hot) / rows.
   * logits and gradLogits [rows, classes], labels [rows] in 0 … classes − 1.
   */
  softmaxCrossEntropy(logits: Floats, labels: Int32Array, losses: Floats, gradLogits: Floats, size: ClassSize): void
  /** out[r,c] = exp(z[r,c] − max z[r]) / Σ; `out` may be `logits`. */
  softmax(logits: Floats, out: Floats, size: ClassSize): void

  /** w ← w − lr·(g + λw) */
  sgd(weights: Floats, grad: Floats, count: number, options: SgdStep): void
  /** v ← μv + (g + λw);  w ← w − lr·v */
  momentum(weights: Floats, grad: Floats, velocity: Floats, count: number, options: MomentumStep): void
  /** d = g + λw;  v ← μv + d;  w ← w − lr·(d + μv) */
  nesterov(weights: Floats, grad: Floats, velocity: Floats, count: number, options: MomentumStep): void
  /** d = g + λw;  s ← ρs + (1−ρ)d²;  v ← μv + d/(√s + ε);  w ← w − lr·v */
  rmsprop(weights: Floats, grad: Floats, square: Floats, velocity: Floats, count: number, options: RmspropStep): void
  /** d = g + λw;  m ← β₁m + (1−β₁)d;  v ← β₂v + (1−β₂)d²;  w ← w − stepSize·m / (√v·rootScale + ε) */
  adam(weights: Floats, grad: Floats, mean: Floats, square: Floats, count: number, options: AdamStep): void
}

export interface DenseSize {
  rows: number
  inputs: number
  outputs: number
}

export interface ClassSize {
  rows: number
  classes: number
}

export interface SgdStep {
  learningRate: number
  weightDecay: number
}

export interface MomentumStep extends SgdStep {
  momentum: number
}

export interface RmspropStep extends MomentumStep {
  /** ρ, the share of the old running average that is kept, in [0, 1). */
  decayRate: number
  epsilon: number
}

export interface AdamStep {
  /** lr / (1 − β₁ᵗ) */
  stepSize: number
  /** 1 / √(1 − β₂ᵗ) */
  rootScale: number
  beta1: number
  beta2: number
  epsilon: number
  weightDecay: number
}
