import { expect, test } from 'vitest'
import { csvRecords } from './csv-records.ts'

function cells(text: string): string[][] {
  return Array.from(csvRecords(text), (record) => record.cells)
}

test('cells are what lies between commas, spaces and empty ones included', () => {
  expect(cells('a, b ,\n,,c\n')).toEqual([
    ['a', ' b ', ''],
    ['', '', 'c'],
  ])
})

test('LF, CRLF and CR end a line, and the last line needs no end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(cells(`a,b${end}1,2`)).toEqual(cells(`a,b${end}1,2${end}`))
    expect(cells(`a,b${end}1,2`)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  }
})

test('empty lines are passed over and still counted', () => {
  const records = Array.from(csvRecords('\na\r\n\r\n1\n\n\n2'))
  expect(records).toEqual([
    { line: 2, cells: ['a'] },
    { line: 4, cells: ['1'] },
    { line: 7, cells: ['2'] },
  ])
})

test('a quoted cell may hold commas, line ends and doubled quotes', () => {
  expect(cells('"a,1","say ""yes""","two\r\nlines"\n"",x')).toEqual([
    ['a,1', 'say "yes"', 'two\r\nlines'],
    ['', 'x'],
  ])
})

test('lines inside quoted cells count for the lines after', () => {
  expect(Array.from(csvRecords('"a\nb\r\nc",1\nx,2'), ({ line }) => line)).toEqual([1, 4])
})

test.each([
  ['a\n1\n"b,c\n', 'Line 3: a quoted cell begins and never ends'],
  ['a\n1"\n', 'Line 2: a quote stands inside'],
  ['a\n"1"2\n', "Line 2: '2' follows"],
  ['a\n"1" ,2\n', "Line 2: ' ' follows"],
  [`a\n${','.repeat(100_000)}\n`, 'Line 2 has more than 100000 cells'],
])('%.40j is refused with its line', (text, words) => {
  expect(() => cells(text)).toThrow(expect.objectContaining({ code: 'DATA_CSV' }))
  expect(() => cells(text)).toThrow(words)
})

test('quoting every cell and reading gives the cells back', () => {
  const rows = [
    ['', '"', '""', ','],
    ['\n', '\r\n"', ' a', '"x",'],
  ]
  const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
  expect(cells(text)).toEqual(rows)
})
