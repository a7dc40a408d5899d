import { readFileSync } from 'node:fs'
import { bitEqualityConformance } from './conformance/bit-equality.conformance.ts'
import { kernelsConformance } from './kernels.conformance.ts'
import { simdKernels } from './simd.ts'

const module = new WebAssembly.Module(builtKernels())

for (const wide of [false, true]) {
  const make = () => simdKernels(module, { wide })
  const name = wide ? 'simd-wide' : 'simd'
  kernelsConformance(name, { make, precision: 'float32' })
  bitEqualityConformance(name, make)
}

function builtKernels(): Uint8Array<ArrayBuffer> {
  const file = new URL('../../dist/kernels.wasm', import.meta.url)
  try {
    return new Uint8Array(readFileSync(file))
  } catch (cause) {
    throw new Error(`${file.pathname} is missing: run \`pnpm --filter @hypersweep/core kernels\` first.`, { cause })
  }
}
