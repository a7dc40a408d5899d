import { createHash } from 'node:crypto'
import type { DataIdentity, Dataset, NetworkSpec } from '@hypersweep/core'
import { decodeSafetensors, encodeSafetensors } from '@hypersweep/core/safetensors'
import { canonicalJson } from '@hypersweep/numbers'
import { dependsOnEpochs } from './depends-on-epochs.ts'

/** What a network makes of the validation rows of its data, and which network of which rows that is. */
export interface ValidationProbabilities extends ProbabilitiesIdentity {
  /** [rows, classes] */
  probabilities: Float32Array
}

/** On what they depend beside the trial, whose file this is. */
export interface ProbabilitiesIdentity {
  numerics: string
  /** SHA-256 of the network's spec; without its number of epochs where more of them are the same training. */
  specSha256: string
  seed: number
  epoch: number
  dataSha256: string
  /** SHA-256 of the validation rows' numbers: of the same data another split may have been made. */
  rowsSha256: string
  classes: number
}

const FORMAT = 'hypersweep-probabilities-1'
const TENSOR = 'probabilities'

/** The network of a training after so many epochs. */
interface Trained {
  numerics: string
  spec: NetworkSpec
  seed: number
  epoch: number
  data: Pick<DataIdentity, 'sha256'>
}

export function probabilitiesIdentity(
  { numerics, spec, seed, epoch, data }: Trained,
  { validation, classNames }: Pick<Dataset, 'validation' | 'classNames'>,
): ProbabilitiesIdentity {
  const of = dependsOnEpochs(spec) ? spec : { ...spec, epochs: 'any' }
  const specSha256 = hexOf(canonicalJson(of))
  const rowsSha256 = hexOf(validation.join())
  return { numerics, specSha256, seed, epoch, dataSha256: data.sha256, rowsSha256, classes: classNames.length }
}

/**
 * A safetensors file of one tensor, [rows, classes]. Its metadata say what it is of, and prove it whole: `sha256` is that
 * of the other facts as canonical JSON and of the numbers behind it.
 */
export function encodeProbabilities({ probabilities, ...identity }: ValidationProbabilities): Uint8Array<ArrayBuffer> {
  const facts = canonicalJson(identity)
  const shape = [probabilities.length / identity.classes, identity.classes]
  const tensors = [{ name: TENSOR, shape, data: probabilities }]
  const bare = encodeSafetensors({ metadata: new Map(), tensors })
  const metadata = new Map([
    ['format', FORMAT],
    ['of', facts],
    ['sha256', hashOf(facts, bare, probabilities.length)],
  ])
  return encodeSafetensors({ metadata, tensors })
}

/**
 * Reads what `encodeProbabilities` wrote.
 *
 * @returns nothing where it is broken, or of another network or other rows: it is only worth what it saves to compute
 */
export function decodeProbabilities(bytes: Uint8Array, wanted: ProbabilitiesIdentity): Float32Array | undefined {
  const { metadata, tensors } = safely(bytes) ?? {}
  const [tensor, ...more] = tensors ?? []
  const facts = canonicalJson({ ...wanted })
  if (tensor?.name !== TENSOR || more.length > 0) return undefined
  if (metadata?.get('format') !== FORMAT || metadata.get('of') !== facts) return undefined
  return metadata.get('sha256') === hashOf(facts, bytes, tensor.data.length) ? tensor.data : undefined
}

/** @param file  ends with so many float32 */
function hashOf(facts: string, file: Uint8Array, floats: number): string {
  const body = file.subarray(file.length - 4 * floats)
  return createHash('sha256').update(facts).update(body).digest('hex')
}

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function safely(bytes: Uint8Array): ReturnType<typeof decodeSafetensors> | undefined {
  try {
    return decodeSafetensors(bytes)
  } catch {
    return undefined
  }
}
