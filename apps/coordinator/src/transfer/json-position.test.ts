import { expect, test } from 'vitest'
import { isCollection, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { type JsonPath, jsonPosition } from './json-position.ts'

const TEXTS = [
  '{"a": [1, {"b\\"]}": "x, }\\\\", "c": [[], {}, -0.5e3]}, null], "d": true}',
  ' [ [ ] , { "a" :\n\t[ 1 ,\r\n 2 ] } , "ü\u2028, [" , false\n]\n',
  '{"x":{"":{"x":[[[[{"y":"{[\\u005d"}]]]]}},"z":0}',
]

/** Every place of a document with where it stands, by another parser of the same text. */
function* places(node: unknown, path: JsonPath): Generator<{ path: JsonPath; offset: number }> {
  yield { path, offset: (node as Node).range![0] }
  if (!isCollection(node)) return
  for (const [index, item] of node.items.entries()) {
    if (isPair(item)) yield* places(item.value, [...path, String(isScalar(item.key) ? item.key.value : item.key)])
    else yield* places(item, [...path, index])
  }
}

test.each(TEXTS)('each value of %s is found where another parser finds it', (text) => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const all = [...places(document.contents, [])]
  expect(all.length).toBeGreaterThan(6)
  for (const { path, offset } of all) {
    const { line, col } = lines.linePos(offset)
    expect([path, jsonPosition(text, path)]).toEqual([path, { line, column: col }])
  }
})

test('of what is not there, what is nearest around it is told', () => {
  expect(jsonPosition('{"a": [1]}', ['a', 7, 'b'])).toEqual({ line: 1, column: 7 })
  expect(jsonPosition('{"a": [1]}', ['b'])).toEqual({ line: 1, column: 1 })
})
