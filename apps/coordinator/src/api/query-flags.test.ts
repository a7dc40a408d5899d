import { expect, test } from 'vitest'
import { queryFlags } from './query-flags.ts'

const read = (query: string) => {
  const all = new URLSearchParams(query)
  const entries = [...new Set(all.keys())].map((name) => [name, all.getAll(name)] as const)
  return queryFlags(Object.fromEntries(entries), { top: 10 })
}

test('parameters are the flags of the command, and what is not said is as usual', () => {
  expect(read('')).toEqual({ top: 10, offset: 0 })
  expect(read('top=2&offset=3&filter=x > 1&state=failed&sort=-y&columns=a,b&group-by=c&desc')).toEqual({
    top: 2,
    offset: 3,
    filter: 'x > 1',
    state: 'failed',
    sort: '-y',
    columns: 'a,b',
    groupBy: 'c',
    desc: true,
  })
  expect(read('asc=true&desc=false')).toEqual({ top: 10, offset: 0, asc: true })
})

test.each([
  ['topp=1', /no parameter "topp".*Did you mean "top"\?/],
  ['token=x', /no parameter "token"/],
  ['__proto__=x', /no parameter "__proto__"/],
  ['constructor=x', /no parameter "constructor"/],
  ['top=1&top=2', /top is there 2 times/],
  ['top=0', /top is "0".*1 to 10000/],
  ['top=10001', /1 to 10000/],
  ['top=1e3', /top is "1e3"/],
  ['offset=-1', /offset is "-1"/],
  ['desc=maybe', /desc is "maybe"/],
  ['asc&desc', /Both asc and desc/],
])('"%s" is refused: %s', (query, message) => {
  expect(() => read(query)).toThrow(expect.objectContaining({ status: 400, code: 'PARAMETER' }))
  expect(() => read(query)).toThrow(message)
})
