import type { DataIdentity } from '@hypersweep/core'
import type { RawRows } from '@hypersweep/datasets'
import { CliError } from '../errors.ts'
import { counted } from '../view/amounts.ts'

/**
 * Rows fit a network where they have its shape, sides of 1 left out, or lie flat.
 *
 * @returns what looks like a mistake and may be none
 * @throws CliError PREDICT_SHAPE
 */
export function checkRows(rows: RawRows, { shape, scale, name }: DataIdentity, file: string): string | undefined {
  checkShape(rows, shape, file)
  if (scale.kind !== 'divide' || !isWithinOne(rows.values)) return undefined
  return `All values of ${file} are between 0 and 1, and those of ${name} were divided by ${scale.by}: they may have been scaled before.`
}

function checkShape({ shape, format }: RawRows, needed: readonly number[], file: string): void {
  const [got, inputs] = [sizeOf(shape), sizeOf(needed)]
  if (got !== inputs) {
    const hint = format === 'csv' ? '; leave a column of labels out with --label NAME.' : '.'
    const takes = needed.length > 1 ? `${inputs} (${needed.join(' × ')})` : String(inputs)
    throw new CliError(
      'PREDICT_SHAPE',
      `${file} has ${counted(got, 'feature')} in a row.`,
      `The network takes ${takes}${hint}`,
    )
  }
  const sides = (sizes: readonly number[]) => sizes.filter((size) => size !== 1).join(' × ')
  if (shape.length === 1 || needed.length === 1 || sides(shape) === sides(needed)) return
  throw new CliError(
    'PREDICT_SHAPE',
    `${file} has rows of ${shape.join(' × ')}.`,
    `The network takes ${needed.join(' × ')}, in this order: transpose them.`,
  )
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function isWithinOne(values: ArrayLike<number>): boolean {
  let isAny = false
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0 || values[i]! > 1) return false
    isAny ||= values[i]! > 0
  }
  return isAny
}
