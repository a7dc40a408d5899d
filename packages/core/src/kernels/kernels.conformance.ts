import { describe, expect, it } from 'vitest'
import type { Adapter } from './conformance/adapter.ts'
import { columnsConformance } from './conformance/columns.conformance.ts'
import { denseConformance } from './conformance/dense.conformance.ts'
import { dropoutConformance } from './conformance/dropout.conformance.ts'
import { formulasConformance } from './conformance/formulas.conformance.ts'
import { memoryConformance } from './conformance/memory.conformance.ts'
import { rowsConformance } from './conformance/rows.conformance.ts'

/** The promises of `Kernels` as tests, but for images, which have suites of their own: laws, and values computed by hand. */
export function kernelsConformance(name: string, adapter: Adapter): void {
  describe(`${name} kernels`, () => {
    it('say their name', () => expect(adapter.make().name).toBe(name))
    memoryConformance(adapter)
    denseConformance(adapter)
    rowsConformance(adapter)
    columnsConformance(adapter)
    dropoutConformance(adapter)
    formulasConformance(adapter)
  })
}
