/** What all contenders do: the same network, batch and data. Each builds it in its own words. */
export interface Work {
  name: string
  title: string
  /** `train`: steps with a shuffled batch. `evaluate`: rows, forward, with mean loss and accuracy; each at its best batch size. */
  kind: 'train' | 'evaluate'
  data: DataName
  layers: readonly WorkLayer[]
  /** Momentum is 0.9; Adam has its usual constants. */
  optimizer: 'momentum' | 'adam'
  learningRate: number
  batchSize: number
  /** The ratio to reach against each peer, where there is one. */
  targets: Readonly<Partial<Record<'torch' | 'tfjs', number>>>
}

/** `images`: MNIST or digits like it. `points`: three arms in the plane. */
export type DataName = 'images' | 'points'

export type WorkLayer =
  /** Then batch norm, ReLU and dropout, as far as asked for. */
  | { dense: number; batchNorm: boolean; relu: boolean; dropout: number }
  /** A 3 x 3 convolution with padding 1, then ReLU, then the maximum of 2 x 2. */
  | { conv: number }

const mlp128 = [dense(128), output(10)]
const mlp512 = [dense(512), dense(512), output(10)]
const cnn = [{ conv: 8 }, { conv: 16 }, output(10)]
const momentum = { optimizer: 'momentum', learningRate: 0.01 } as const
const adam = { optimizer: 'adam', learningRate: 0.001 } as const

export const WORKS: readonly Work[] = [
  {
    name: 'mlp-128-momentum',
    title: '784-128-10, batch 64, momentum',
    ...training('images', 64, mlp128),
    ...momentum,
    targets: { torch: 2.3, tfjs: 40 },
  },
  {
    name: 'mlp-128-adam-dropout-norm',
    title: '784-128-10, batch 64, Adam, dropout, batch norm',
    ...training('images', 64, [dense(128, { dropout: 0.5, batchNorm: true }), output(10)]),
    ...adam,
    targets: { torch: 2.7, tfjs: 30 },
  },
  {
    name: 'mlp-512-momentum',
    title: '784-512-512-10, batch 128, momentum',
    ...training('images', 128, mlp512),
    ...momentum,
    targets: { torch: 1.15, tfjs: 25 },
  },
  {
    name: 'mlp-512-adam-dropout',
    title: '784-512-512-10, batch 64, Adam, dropout',
    ...training('images', 64, [dense(512, { dropout: 0.5 }), dense(512, { dropout: 0.5 }), output(10)]),
    ...adam,
    targets: { torch: 2.8, tfjs: 25 },
  },
  {
    name: 'points-adam',
    title: '2-64-64-3, batch 32, Adam',
    ...training('points', 32, [dense(64), dense(64), output(3)]),
    ...adam,
    targets: { torch: 15, tfjs: 10 },
  },
  {
    name: 'cnn-momentum',
    title: 'conv 8, pool, conv 16, pool, dense, batch 64, momentum',
    ...training('images', 64, cnn),
    ...momentum,
    targets: { torch: 2.7 },
  },
  { name: 'evaluate-mlp-128', title: 'evaluate 784-128-10', ...evaluation(mlp128), targets: { torch: 1.8 } },
  { name: 'evaluate-mlp-512', title: 'evaluate 784-512-512-10', ...evaluation(mlp512), targets: { torch: 1 } },
  { name: 'evaluate-cnn', title: 'evaluate the convolutions', ...evaluation(cnn), targets: { torch: 3 } },
]

function training(data: DataName, batchSize: number, layers: readonly WorkLayer[]) {
  return { kind: 'train', data, layers, batchSize } as const
}

function evaluation(layers: readonly WorkLayer[]) {
  return { kind: 'evaluate', data: 'images', layers, batchSize: 64, ...momentum } as const
}

function dense(units: number, { dropout = 0, batchNorm = false } = {}): WorkLayer {
  return { dense: units, batchNorm, relu: true, dropout }
}

function output(classes: number): WorkLayer {
  return { dense: classes, batchNorm: false, relu: false, dropout: 0 }
}
