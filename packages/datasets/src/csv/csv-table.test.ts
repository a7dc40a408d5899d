import { expect, test } from 'vitest'
import { parseCsvTable } from './csv-table.ts'

const TEXT = 'width,kind,height\n1,cat,2.5\n-3e2,dog, .5 \n+4.,cat,1E-3\n'

test('all columns but the label are features, in the order of the file', () => {
  const table = parseCsvTable(TEXT, { label: 'kind' })
  expect(table.columns).toEqual(['width', 'height'])
  expect([...table.values]).toEqual([1, 2.5, -300, 0.5, 4, 0.001])
  expect(table.labels).toEqual([
    { text: 'cat', line: 2 },
    { text: 'dog', line: 3 },
    { text: 'cat', line: 4 },
  ])
})

test('the label is named, or numbered from the front or the back', () => {
  for (const label of [1, -2]) expect(parseCsvTable(TEXT, { label })).toEqual(parseCsvTable(TEXT, { label: 'kind' }))
})

test('a name that looks like a number is a name', () => {
  expect(parseCsvTable('a,1,b\n0,x,0\n', { label: '1' }).columns).toEqual(['a', 'b'])
})

test.each<[what: string, text: string, code: string, words: string]>([
  ['an empty file', '', 'DATA_CSV', 'The file is empty'],
  ['blank lines only', '\n\r\n', 'DATA_CSV', 'The file is empty'],
  ['no rows', 'a,kind\n', 'DATA_CSV', 'no rows'],
  [
    'a row with a cell too few',
    'a,b,kind\n1,2,x\n1,2\n',
    'DATA_CSV',
    "Line 3 has 2 cells, the header 3. Add what is missing from column 'kind'",
  ],
  ['a row with a cell too many', 'a,kind\n1,x,2\n', 'DATA_CSV', 'Line 2 has 3 cells, the header 2'],
  ['an empty cell', 'a,b,kind\n1,2,x\n1, ,x\n', 'DATA_CELL', "Line 3, column 2 ('b') is empty"],
  ['a word', 'a,b,kind\nred,2,x\n', 'DATA_CELL', "Line 2, column 1 ('a') holds 'red'. A feature is a number"],
  ['NaN', 'a,kind\nNaN,x\n', 'DATA_CELL', "holds 'NaN'. A finite decimal number"],
  ['infinity', 'a,kind\n-Infinity,x\n', 'DATA_CELL', "holds '-Infinity'. A finite decimal number"],
  ['a number beyond float64', 'a,kind\n1e999,x\n', 'DATA_CELL', "holds '1e999'"],
  ['a hexadecimal number', 'a,kind\n0x10,x\n', 'DATA_CELL', "holds '0x10'"],
  ['a decimal comma', 'a,kind\n"1,5",x\n', 'DATA_CELL', "holds '1,5'"],
  ['an empty label', 'a,kind\n1,\n', 'DATA_LABEL', "Line 2, column 2 ('kind'), the label, is empty"],
  ['two columns of one name', 'a,kind,a\n1,x,2\n', 'DATA_HEADER', "columns 1 and 3 both 'a'"],
  ['a column without name', ',a,kind\n0,1,x\n', 'DATA_HEADER', 'no column 1'],
  ['no header', '5.1,3.5,0\n4.9,3.0,0\n', 'DATA_HEADER', 'holds numbers only'],
  ['no feature', 'kind\nx\n', 'DATA_HEADER', 'only column'],
  ['a missing label column', 'a,b\n1,2\n', 'DATA_LABEL', "no column 'kind'; the header names: a, b."],
  ['semicolons', 'a;kind\n1;x\n', 'DATA_LABEL', "not by ';'"],
])('%s: refused, with the place', (_, text, code, words) => {
  expect(() => parseCsvTable(text, { label: 'kind' })).toThrow(expect.objectContaining({ name: 'DatasetError', code }))
  expect(() => parseCsvTable(text, { label: 'kind' })).toThrow(words)
})

test.each([3, -4, 0.5, NaN])('label %s of three columns is refused', (label) => {
  expect(() => parseCsvTable(TEXT, { label })).toThrow(expect.objectContaining({ code: 'DATA_LABEL' }))
})

test('the line of a mistake is that of the file, after cells of several lines', () => {
  expect(() => parseCsvTable('a,kind\n1,"x\ny"\n\n?,x\n', { label: 'kind' })).toThrow('Line 5')
})

const PEOPLE = 'id,name,size,kind\n1,Ann,0.5,a\n2,Bo,0.25,b\n'

test('columns to ignore are no features, and may hold anything', () => {
  const table = parseCsvTable(PEOPLE, { label: 'kind', ignore: ['name', 'id'] })
  expect([table.columns, [...table.values], table.unused]).toEqual([['size'], [0.5, 0.25], ['id', 'name']])
})

test.each([
  [['nmae'], 'DATA_IGNORE', "There is no column 'nmae' to ignore; the header names: id, name, size, kind."],
  [['kind'], 'DATA_IGNORE', "The column 'kind' is the label."],
  [['id', 'name', 'size'], 'DATA_HEADER', 'Every column but the label is to be ignored.'],
])('ignoring %j is refused', (ignore, code, words) => {
  const parse = () => parseCsvTable(PEOPLE, { label: 'kind', ignore })
  expect(parse).toThrow(expect.objectContaining({ code }))
  expect(parse).toThrow(words)
})
