export type {
  ActivationName,
  DenseSize,
  DropoutDraw,
  Floats,
  Kernels,
} from './kernels.ts'
export { referenceKernels } from './reference.ts'
export { simdKernels } from './simd.ts'
