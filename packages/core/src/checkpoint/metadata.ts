import { canonicalJson } from '@hypersweep/numbers'
import { CoreError } from '../errors.ts'
import type { Checkpoint, EpochReport } from './checkpoint.ts'
import { count, type Fields, fields, finite, list, parseJson, type Reader, text } from './json-fields.ts'
import { dataIdentity, networkSpec } from './spec-fields.ts'

export type CheckpointFacts = Omit<Checkpoint, 'weights' | 'state'>

const FORMAT = 'hypersweep-checkpoint'
/** 2: options of a spec have the names of the sweep file, and buffers are among the weights. Version 1 is refused. */
const VERSION = '2'

/** Everything of a checkpoint but its tensors, as the named texts that safetensors has room for. */
export function encodeFacts({ data, spec, history, partial, ...facts }: CheckpointFacts): [string, string][] {
  return [
    ['format', FORMAT],
    ['version', VERSION],
    ['numerics', facts.numerics],
    ['seed', canonicalJson(facts.seed)],
    ['epoch', canonicalJson(facts.epoch)],
    ['step', canonicalJson(facts.step)],
    ['optimizer_steps', canonicalJson(facts.optimizerSteps)],
    ['partial', canonicalJson(partial)],
    ['spec', canonicalJson(spec)],
    ['data', canonicalJson(data)],
    ['history', encodeHistory(history)],
  ]
}

/** @throws CoreError CHECKPOINT_VERSION for another format or version, CHECKPOINT_JSON, CHECKPOINT_FIELD */
export function decodeFacts(metadata: ReadonlyMap<string, string>): CheckpointFacts {
  checkVersion(metadata)
  const read = <T>(reader: Reader<T>, name: string): T => reader(parseJson(metadata.get(name) ?? 'null', name), name)
  return {
    numerics: text(metadata.get('numerics'), 'numerics'),
    spec: read(networkSpec, 'spec'),
    seed: read(count, 'seed'),
    data: read(dataIdentity, 'data'),
    epoch: read(count, 'epoch'),
    step: read(count, 'step'),
    optimizerSteps: read(count, 'optimizer_steps'),
    partial: read(partialSums, 'partial'),
    history: read(epochReports, 'history'),
  }
}

function checkVersion(metadata: ReadonlyMap<string, string>): void {
  const [format, version] = [metadata.get('format'), metadata.get('version')]
  if (format === FORMAT && version === VERSION) return
  const got = format === FORMAT ? `The checkpoint has version ${version}.` : 'The file is no checkpoint of hypersweep.'
  throw new CoreError(
    'CHECKPOINT_VERSION',
    got,
    `This program reads version ${VERSION} of ${FORMAT}: use the one that wrote it.`,
  )
}

const partialSums: Reader<Checkpoint['partial']> = (value, place) => {
  const sums = fields(value, place)
  return {
    loss: finite(sums['loss'], `${place}.loss`),
    correct: count(sums['correct'], `${place}.correct`),
    rows: count(sums['rows'], `${place}.rows`),
  }
}

/** One row of numbers per epoch under one row of names: a tenth of the space, and the order of the metrics is kept. */
function encodeHistory(history: readonly EpochReport[]): string {
  const names = Object.keys(history[0]?.metrics ?? {})
  return canonicalJson({ names, rows: history.map(({ metrics }) => names.map((name) => metrics[name])) })
}

const epochReports: Reader<EpochReport[]> = (value, place) => {
  const history: Fields = fields(value, place)
  const names = list(text)(history['names'], `${place}.names`)
  const rows = list(list(finite))(history['rows'], `${place}.rows`)
  return rows.map((numbers, i) => {
    const metrics = names.map((name, k) => [name, finite(numbers[k], `${place}.rows[${i}][${k}]`)] as const)
    return { epoch: i + 1, metrics: Object.fromEntries(metrics) }
  })
}
