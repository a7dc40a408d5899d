import { DatasetError } from '../errors.ts'
import type { CsvTable } from './csv-table.ts'

export interface ClassLabels {
  classNames: string[]
  /** [rows], each the place of its text in `classNames`. */
  labels: number[]
}

/**
 * Classes from label texts: in the order of their numbers where all are numbers, else of their UTF-16 code units.
 *
 * @throws DatasetError DATA_LABEL for a single class, and for a number written in two ways
 */
export function classLabels(rows: CsvTable['labels']): ClassLabels {
  const texts = new Map(rows.map(({ text, line }) => [text, line]))
  const areNumbers = [...texts.keys()].every((text) => Number.isFinite(Number(text)))
  if (areNumbers) checkSpelling(rows)
  const classNames = [...texts.keys()].sort(areNumbers ? (a, b) => Number(a) - Number(b) : byCodeUnits)
  if (classNames.length < 2) {
    throw new DatasetError('DATA_LABEL', `Every label is '${classNames[0]}'.`, 'Two classes are needed at least.')
  }
  const places = new Map(classNames.map((name, place) => [name, place]))
  return { classNames, labels: rows.map(({ text }) => places.get(text)!) }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1
}

function checkSpelling(rows: CsvTable['labels']): void {
  const spellings = new Map<number, string>()
  for (const { text, line } of rows) {
    const known = spellings.get(Number(text)) ?? text
    spellings.set(Number(text), known)
    if (known !== text) {
      throw new DatasetError(
        'DATA_LABEL',
        `Line ${line} has the label '${text}', which is the number that is '${known}' before.`,
        'Write a class in one way.',
      )
    }
  }
}
