import type { DataIdentity, Scale } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import { checkSpec } from '../model/check-spec.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { count, fields, finite, list, type Reader, sha256Text, text, word } from './json-fields.ts'

/**
 * Reads a NetworkSpec: every layer, option and name is one of ours, with a value of its range.
 *
 * @throws CoreError CHECKPOINT_FIELD when a part is missing or is none of ours
 */
export const networkSpec: Reader<NetworkSpec> = (value, place) => {
  const spec = fields(value, place)
  list(fields)(spec['layers'], `${place}.layers`)
  for (const part of ['loss', 'optimizer', 'schedule', 'regularisation']) fields(spec[part], `${place}.${part}`)
  const read = spec as unknown as NetworkSpec
  try {
    checkSpec(read)
  } catch (cause) {
    const got = `The checkpoint's ${place} cannot be trained: ${(cause as Error).message}`
    throw new CoreError('CHECKPOINT_FIELD', got, 'Use another checkpoint.', { cause })
  }
  return read
}

export const dataIdentity: Reader<DataIdentity> = (value, place) => {
  const data = fields(value, place)
  return {
    name: text(data['name'], `${place}.name`),
    sha256: sha256Text(data['sha256'], `${place}.sha256`),
    shape: list(count)(data['shape'], `${place}.shape`),
    classNames: list(text)(data['classNames'], `${place}.classNames`),
    ...(data['featureNames'] !== undefined && {
      featureNames: list(text)(data['featureNames'], `${place}.featureNames`),
    }),
    scale: dataScale(data['scale'], `${place}.scale`),
  }
}

const dataScale: Reader<Scale> = (value, place) => {
  const scale = fields(value, place)
  const kind = word('none', 'divide', 'standardize')(scale['kind'], `${place}.kind`)
  if (kind === 'none') return { kind }
  if (kind === 'divide') return { kind, by: finite(scale['by'], `${place}.by`) }
  const mean = list(finite)(scale['mean'], `${place}.mean`)
  const deviation = list(finite)(scale['deviation'], `${place}.deviation`)
  return { kind, mean, deviation }
}
