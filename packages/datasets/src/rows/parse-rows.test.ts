import { describe, expect, test } from 'vitest'
import { parseRows, type RowsOptions } from './parse-rows.ts'

const parse = (contents: string | readonly number[], options?: RowsOptions) => {
  const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : Uint8Array.from(contents)
  return parseRows({ name: 'rows', bytes }, options)
}

describe('CSV', () => {
  test('gives its numbers row by row, without a label all columns', () => {
    const { format, shape, values } = parse('\ufeffa,b\r\n1,2.5\r\n-3,4e2\r\n\r\n')
    expect([format, shape, Array.from(values)]).toEqual(['csv', [2], [1, 2.5, -3, 400]])
  })

  test('sets its label column aside, by name or place, however odd the name and the labels are', () => {
    const text = '"a","kind, of",b\n1,"x ""y""\nz",2\n3,<z>,4\n'
    for (const label of ['kind, of', 1, -2]) {
      const { shape, values, labels } = parse(text, { label })
      expect([shape, Array.from(values), labels]).toEqual([[2], [1, 2, 3, 4], ['x "y"\nz', '<z>']])
    }
  })

  test('picks the features that are wanted by their names, whatever stands beside them', () => {
    const text = 'id,b,kind,a\nx1,2,red,1\nx2,4,blue,3\n'
    const { shape, values, unused, labels } = parse(text, { label: 'kind', featureNames: ['a', 'b'] })
    expect([shape, Array.from(values), unused, labels]).toEqual([[2], [1, 2, 3, 4], ['id'], ['red', 'blue']])
    expect(() => parse('a,B\n1,2\n', { featureNames: ['a', 'b', 'c'] })).toThrow(
      "rows: There is no column 'b', 'c'; the header names: a, B. Name the columns as in the training data; their order",
    )
  })

  test.each<[what: string, text: string, message: RegExp]>([
    ['a word', 'a,b\n1,two\n', /rows: Line 2, column 2 \('b'\) holds 'two'/],
    ['an empty cell', 'a,b\n1,\n', /Line 2, column 2 \('b'\) is empty/],
    ['too few cells', 'a,b\n1,2\n3\n', /Line 3 has 1 cells, the header 2/],
    ['no header', '1,2\n3,4\n', /holds numbers only/],
    ['nothing at all', '', /The file is empty/],
  ])('%s is an error with its line', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  test('a label column that is not there is an error that names those that are', () => {
    expect(() => parse('a,b\n1,2\n', { label: 'c' })).toThrow("no column 'c'; the header names: a, b.")
  })

  test('bytes that are no UTF-8 are refused', () => {
    expect(() => parse([0x61, 0x0a, 0xff])).toThrow('rows: The text is not UTF-8.')
  })
})

describe('IDX', () => {
  const images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255]

  test('gives the pixels of its images', () => {
    const { format, shape, values } = parse(images)
    expect([format, shape, Array.from(values)]).toEqual(['idx', [1, 3], [1, 2, 3, 4, 5, 255]])
  })

  test('of two dimensions has rows of features', () => {
    expect(parse([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4])).toMatchObject({ shape: [2] })
  })

  test.each<[string, number[], string]>([
    ['cut short', images.slice(0, -1), 'it has 21 bytes'],
    ['of labels', [0, 0, 8, 1, 0, 0, 0, 1, 7], 'rows holds labels. Give the file of the images.'],
    ['of floats', [0, 0, 13, 3, ...images.slice(4)], 'begins with 00 00 0d 03'],
  ])('%s is refused', (_, bytes, words) => {
    expect(() => parse(bytes)).toThrow(words)
  })
})

describe('records of CIFAR-10', () => {
  const record = (label: number, from = 0) => [
    label,
    ...Array.from({ length: 3072 }, (_, i) => (from + Math.floor(i / 1024) + 10 * label) % 256),
  ]

  test('give their pixels, the channels of each together', () => {
    const { format, shape, values } = parse([...record(1), ...record(2)])
    expect([format, shape, values.length]).toEqual(['cifar10', [32, 32, 3], 6144])
    expect(Array.from(values).slice(3070, 3075)).toEqual([11, 12, 20, 21, 22])
  })

  test('are told from IDX also where they begin as IDX does', () => {
    const [label, , , ...rest] = record(0)
    expect(parse([label!, 0, 8, 3, ...rest.slice(1)])).toMatchObject({ format: 'cifar10' })
  })
})

describe('NPY', () => {
  const npy = (shape: string, items: readonly number[]) => {
    const header = [...Buffer.from(`{'descr': '|u1', 'fortran_order': False, 'shape': (${shape})}`)]
    return [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0, ...header, ...items]
  }

  test('gives the rows of its first dimension', () => {
    const { format, shape, values } = parse(npy('2, 1, 3', [1, 2, 3, 4, 5, 6]))
    expect([format, shape, Array.from(values)]).toEqual(['npy', [1, 3], [1, 2, 3, 4, 5, 6]])
  })

  test('of one dimension is refused, for it may be a row or a column', () => {
    expect(() => parse(npy('3,', [1, 2, 3]))).toThrow('rows has the shape (3,). Rows of features are needed')
  })

  test('in an archive, as numpy.savez writes, is refused', () => {
    expect(() => parse([0x50, 0x4b, 3, 4, 1, 2])).toThrow('rows is a zip file, as numpy.savez writes.')
  })

  test('has no columns of labels', () => {
    expect(() => parse(npy('1, 2', [1, 2]), { label: 'kind' })).toThrow("is no CSV file, and the label column 'kind'")
  })
})
