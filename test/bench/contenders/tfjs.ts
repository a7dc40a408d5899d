import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { DataFiles } from '../protocol.ts'
import type { Work, WorkLayer } from '../works.ts'
import { type Contest, serve, stopwatch, Unsupported } from './serve.ts'

// tfjs on its WebAssembly backend: SIMD, one thread. It lies in a folder of its own, the only argument.

const folder = process.argv[2]!
const require = createRequire(join(folder, 'package.json'))
const tf = require('@tensorflow/tfjs-core')
const { layers, sequential } = require('@tensorflow/tfjs-layers')
const { setWasmPaths, version_wasm } = require('@tensorflow/tfjs-backend-wasm')

const EVALUATION_BATCHES = [32, 128, 512]

/** Does some of the work and answers how much. */
type Step = () => number
type Tensor = unknown
type Model = { apply(x: Tensor, options?: { training: boolean }): Tensor }

setWasmPaths(`${join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`)
await tf.setBackend('wasm')
const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD'
const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? 'threads' : '1 thread'

await serve(`tfjs-wasm ${version_wasm}`, `${simd}, ${threads}`, async ({ work, data }) => {
  const convolves = 'conv' in work.layers[0]!
  if (convolves && work.kind === 'train') throw new Unsupported('the backend has no gradient of a convolution')
  const shape = convolves ? [...data.shape] : [data.shape.reduce((a, b) => a * b)]
  const model = sequential({ layers: [layers.inputLayer({ inputShape: shape }), ...modules(work.layers)] })
  const rows = rowSource(data, shape)
  return work.kind === 'train' ? contest(trainer(work, model, rows)) : bestEvaluator(model, rows)
})

function contest(step: Step, way?: string): Contest {
  const work: Contest['work'] = (watch) => {
    while (!watch.isOver(step()));
  }
  return way === undefined ? { work } : { work, way }
}

function trainer({ optimizer: kind, learningRate, batchSize }: Work, model: Model, source: RowSource): Step {
  const optimizer = kind === 'momentum' ? tf.train.momentum(learningRate, 0.9) : tf.train.adam(learningRate)
  const next = batches(source.rows, batchSize)
  return tidied(() => {
    const { features, labels } = source.take(next())
    optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.apply(features, { training: true })))
    return 1
  })
}

/** Hands out the rows of one batch after the other, in a new order whenever all rows are through. */
function batches(rows: number, batchSize: number): () => Int32Array {
  const order = Int32Array.from({ length: rows }, (_, i) => i)
  let at = rows
  return () => {
    if (at + batchSize > rows) {
      tf.util.shuffle(order)
      at = 0
    }
    at += batchSize
    return order.slice(at - batchSize, at)
  }
}

function bestEvaluator(model: Model, rows: RowSource): Contest {
  const candidates = EVALUATION_BATCHES.map((batch) => {
    const step = evaluator(model, rows, batch)
    const watch = stopwatch(0.25)
    contest(step).work(watch)
    const { count, seconds } = watch.measurement()
    return { step, rate: count / seconds, way: `batch ${batch}` }
  })
  const { step, way } = candidates.reduce((best, one) => (one.rate > best.rate ? one : best))
  return contest(step, way)
}

function evaluator(model: Model, source: RowSource, batch: number): Step {
  const order = Int32Array.from({ length: source.rows }, (_, i) => i)
  let at = 0
  return tidied(() => {
    if (at + batch > source.rows) at = 0
    const { features, labels } = source.take(order.subarray(at, at + batch))
    const logits = model.apply(features)
    tf.losses.softmaxCrossEntropy(labels, logits).dataSync()
    tf.sum(tf.equal(tf.argMax(logits, 1), tf.argMax(labels, 1))).dataSync()
    at += batch
    return batch
  })
}

interface RowSource {
  rows: number
  take(rows: Int32Array): { features: Tensor; labels: Tensor }
}

/** Rows are gathered outside: the backend copies all of a tensor for a slice of it (7 ms for 8192 images). */
function rowSource({ features, labels, classes }: DataFiles, shape: readonly number[]): RowSource {
  const inputs = shape.reduce((a, b) => a * b)
  const [x, y] = [new Float32Array(bytes(features)), new Int32Array(bytes(labels))]
  return {
    rows: y.length,
    take(rows) {
      const batch = new Float32Array(rows.length * inputs)
      rows.forEach((row, i) => {
        batch.set(x.subarray(row * inputs, (row + 1) * inputs), i * inputs)
      })
      const targets = tf.tensor1d(
        Int32Array.from(rows, (row) => y[row]!),
        'int32',
      )
      return { features: tf.tensor(batch, [rows.length, ...shape]), labels: tf.oneHot(targets, classes) }
    },
  }
}

/** Frees what a step leaves behind. */
function tidied(step: Step): Step {
  return () => {
    let count = 0
    tf.tidy(() => {
      count = step()
    })
    return count
  }
}

function modules(specs: readonly WorkLayer[]): unknown[] {
  return specs.flatMap((spec, i) => {
    if ('conv' in spec) {
      const conv = { filters: spec.conv, kernelSize: 3, padding: 'same', activation: 'relu' }
      return [layers.conv2d(conv), layers.maxPooling2d({ poolSize: 2, strides: 2 })]
    }
    return [
      ...(i > 0 && 'conv' in specs[i - 1]! ? [layers.flatten()] : []),
      layers.dense({ units: spec.dense }),
      ...(spec.batchNorm ? [layers.batchNormalization()] : []),
      ...(spec.relu ? [layers.activation({ activation: 'relu' })] : []),
      ...(spec.dropout ? [layers.dropout({ rate: spec.dropout })] : []),
    ]
  })
}

function bytes(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer
}
