import { describe, expect, test } from 'vitest'
import { parseFields, parseSort } from './field-list.ts'

describe('a list of fields', () => {
  test.each([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    [' a , b c ', ['a', 'b c']],
    ['[a,b],[c]],d]', ['a,b', 'c],d']],
    ['metrics.lr,2nd', ['metrics.lr', '2nd']],
    ['größe', ['größe']],
  ])('%s is %j', (text, fields) => {
    expect(parseFields(text, '--columns')).toEqual(fields)
  })

  test('may give each a direction, for a sort', () => {
    expect(parseSort('a:desc, b:ASC ,c,-d,[-e:f]:desc', '--sort')).toEqual([
      { field: 'a', order: 'desc' },
      { field: 'b', order: 'asc' },
      { field: 'c' },
      { field: 'd', order: 'desc' },
      { field: '-e:f', order: 'desc' },
    ])
  })

  test.each([
    ['', 1, 'Here is no field.'],
    ['a,,b', 3, 'Here is no field.'],
    ['a,', 3, 'Here is no field.'],
    [',a', 1, 'Here is no field.'],
    ['a,[b', 3, 'Here is no field.'],
    ['a b]', 1, 'Here is no field.'],
    ['a,b:down', 4, 'Here is :down. Write :asc or :desc.'],
    ['a,-', 3, 'Here is no field.'],
  ])('that cannot be read points at the place: "%s"', (text, column, message) => {
    expect(() => parseSort(text, '--sort')).toThrow(`--sort, column ${column}: ${message}`)
  })

  test('has no directions where nothing is sorted', () => {
    expect(() => parseFields('a,b:desc', '--columns')).toThrow(
      '--columns, column 4: Here is :desc. A direction is for --sort.',
    )
  })
})
