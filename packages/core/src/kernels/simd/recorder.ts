import type { PanelOperation } from '../kernels.ts'
import type { FunctionTable } from './function-table.ts'

/** A panel operation in WASM memory: the number of its function, and where its arguments lie. */
export interface PlacedOperation extends PanelOperation {
  readonly index: number
  readonly at: number
}

export interface Extra {
  /** Panel operations that the record ends with. */
  follow?: readonly PanelOperation[]
  /** Bytes of scratch memory that the operation needs. */
  scratch?: number
}

/** Writes a program: records [number of the function, bytes, arguments …, panel operations]; see assembly/program.ts. */
export interface Recorder {
  add(name: string, words: readonly number[], extra?: Extra): void
  /** What was recorded. */
  words(): readonly number[]
  /** The most scratch memory that one of the operations needs. */
  scratch(): number
}

export function recorder(table: FunctionTable): Recorder {
  const records: number[] = []
  let most = 0
  return {
    add(name, words, { follow, scratch = 0 } = {}) {
      const list = follow ? listOf(follow as readonly PlacedOperation[]) : []
      records.push(table.indexOf(name), 4 * (2 + words.length + list.length), ...words, ...list)
      most = Math.max(most, scratch)
    },
    words: () => records,
    scratch: () => most,
  }
}

function listOf(operations: readonly PlacedOperation[]): number[] {
  return [operations.length, ...operations.flatMap(({ index, at }) => [index, at])]
}

/** A float32 argument as a word. */
export function floatWord(value: number): number {
  float[0] = value
  return word[0]
}

const float = new Float32Array(1)
const word = new Uint32Array(float.buffer)
