/** A place in a JSON value: keys and indexes from the outside inwards. */
export type JsonPath = readonly (string | number | symbol)[]

export interface TextPosition {
  line: number
  column: number
}

/**
 * Where in a JSON text the value at a path stands, or the nearest thing around it. For messages: the text has been parsed
 * before, so that it is known to be JSON.
 */
export function jsonPosition(text: string, path: JsonPath): TextPosition {
  let at = skipSpace(text, 0)
  for (const segment of path) {
    const inner = typeof segment === 'number' ? itemAt(text, at, segment) : memberAt(text, at, String(segment))
    if (inner === undefined) break
    at = inner
  }
  return positionAt(text, at)
}

export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

/** Where an item of the list at `at` begins. */
function itemAt(text: string, at: number, index: number): number | undefined {
  if (text[at] !== '[') return undefined
  let item = skipSpace(text, at + 1)
  for (let place = 0; text[item] !== ']'; place++) {
    if (place === index) return item
    item = afterSeparator(text, endOf(text, item))
  }
  return undefined
}

/** Where the value of a key of the object at `at` begins; of a key that comes twice, the last. */
function memberAt(text: string, at: number, key: string): number | undefined {
  if (text[at] !== '{') return undefined
  let found: number | undefined
  let member = skipSpace(text, at + 1)
  while (text[member] !== '}') {
    const keyEnd = endOf(text, member)
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1)
    if (JSON.parse(text.slice(member, keyEnd)) === key) found = value
    member = afterSeparator(text, endOf(text, value))
  }
  return found
}

function afterSeparator(text: string, at: number): number {
  const next = skipSpace(text, at)
  return text[next] === ',' ? skipSpace(text, next + 1) : next
}

/** Behind the value that begins at `at`. */
function endOf(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at)
  if (text[at] !== '[' && text[at] !== '{') {
    let end = at
    while (end < text.length && !/[\s,\]}]/.test(text[end]!)) end++
    return end
  }
  let depth = 0
  for (let end = at; end < text.length; end++) {
    const character = text[end]!
    if (character === '"') end = endOfString(text, end) - 1
    else if (character === '[' || character === '{') depth++
    else if ((character === ']' || character === '}') && --depth === 0) return end + 1
  }
  return text.length
}

function endOfString(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return end + 1
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && /\s/.test(text[next]!)) next++
  return next
}
