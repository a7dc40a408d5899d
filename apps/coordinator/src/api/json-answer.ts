import type { RouteContext } from '@hypersweep/service'
import { jsonText } from '../view/json.ts'

/** The same document as `-f json` prints. */
export function jsonAnswer(
  c: RouteContext,
  value: unknown,
  status: 200 | 201 = 200,
  headers: Record<string, string> = {},
) {
  return c.body(`${jsonText(value, 2)}\n`, status, { 'Content-Type': 'application/json', ...headers })
}
