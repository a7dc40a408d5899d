export type { Kernels, Operations } from './kernels.ts'
export type { Matrix } from './matrix.ts'
export { referenceKernels } from './reference.ts'
export { simdKernels } from './simd.ts'
