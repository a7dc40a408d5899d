import { readFileSync } from 'node:fs'
import { bitEqualityConformance } from './conformance/bit-equality.conformance.ts'
import { kernelsConformance } from './kernels.conformance.ts'
import { simdKernels } from './simd.ts'

const module = new WebAssembly.Module(builtKernels())
const make = () => simdKernels(module)

kernelsConformance('simd', { make, precision: 'float32' })
bitEqualityConformance('simd', make)

function builtKernels(): Uint8Array<ArrayBuffer> {
  const file = new URL('../../dist/kernels.wasm', import.meta.url)
  try {
    return new Uint8Array(readFileSync(file))
  } catch (cause) {
    throw new Error(`${file.pathname} is missing: run \`pnpm --filter @hypersweep/core kernels\` first.`, { cause })
  }
}
