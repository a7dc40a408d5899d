/** What the AssemblyScript module exports; pointers are byte offsets into its memory, sizes count elements. */
export interface KernelExports {
  heapBase(): number

  denseForward(x: number, weights: number, bias: number, out: number, ...size: ScratchedSize): void
  denseGradients(x: number, gradOut: number, gradWeights: number, gradBias: number, ...size: ScratchedSize): void
  denseBackward(gradOut: number, weights: number, gradIn: number, ...size: ScratchedSize): void

  relu: Unary
  sigmoid: Unary
  tanh: Unary
  reluBackward: Binary
  sigmoidBackward: Binary
  tanhBackward: Binary
  multiply: Binary

  dropoutMask(
    mask: number,
    count: number,
    threshold: number,
    scale: number,
    ...counterAndKey: [c1: number, c2: number, c3: number, key0: number, key1: number]
  ): void

  softmax(logits: number, out: number, rows: number, classes: number): void
  softmaxCrossEntropy(
    logits: number,
    labels: number,
    losses: number,
    gradLogits: number,
    rows: number,
    classes: number,
  ): void

  sgd(weights: number, grad: number, count: number, learningRate: number, weightDecay: number): void
  momentum: WithVelocity
  nesterov: WithVelocity
  rmsprop(
    weights: number,
    grad: number,
    square: number,
    velocity: number,
    count: number,
    ...scalars: [
      learningRate: number,
      weightDecay: number,
      momentum: number,
      rho: number,
      rest: number,
      epsilon: number,
    ]
  ): void
  adam(
    weights: number,
    grad: number,
    mean: number,
    square: number,
    count: number,
    stepSize: number,
    rootScale: number,
    ...scalars: [beta1: number, rest1: number, beta2: number, rest2: number, epsilon: number, weightDecay: number]
  ): void
}

type ScratchedSize = [rows: number, inputs: number, outputs: number, scratch: number]
type Unary = (x: number, out: number, count: number) => void
type Binary = (a: number, b: number, out: number, count: number) => void
type WithVelocity = (
  weights: number,
  grad: number,
  velocity: number,
  count: number,
  learningRate: number,
  weightDecay: number,
  momentum: number,
) => void
