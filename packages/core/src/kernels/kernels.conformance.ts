import { describe, expect, it } from 'vitest'
import type { Adapter } from './conformance/adapter.ts'
import { crossEntropyConformance } from './conformance/cross-entropy.conformance.ts'
import { denseConformance } from './conformance/dense.conformance.ts'
import { dropoutConformance } from './conformance/dropout.conformance.ts'
import { elementwiseConformance } from './conformance/elementwise.conformance.ts'
import { memoryConformance } from './conformance/memory.conformance.ts'
import { optimizersConformance } from './conformance/optimizers.conformance.ts'
import { oraclesConformance } from './conformance/oracles.conformance.ts'

/** The promises of `Kernels` as tests: laws, values computed by hand, and values computed by PyTorch. */
export function kernelsConformance(name: string, adapter: Adapter): void {
  describe(`${name} kernels`, () => {
    it('says its name', () => expect(adapter.make().name).toBe(name))
    memoryConformance(adapter)
    denseConformance(adapter)
    elementwiseConformance(adapter)
    dropoutConformance(adapter)
    crossEntropyConformance(adapter)
    optimizersConformance(adapter)
    oraclesConformance(adapter)
  })
}
