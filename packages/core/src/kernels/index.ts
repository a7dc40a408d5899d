export type {
  ActivationName,
  AdamStep,
  ClassSize,
  DenseSize,
  DropoutDraw,
  Floats,
  Kernels,
  MomentumStep,
  RmspropStep,
  SgdStep,
} from './kernels.ts'
export { referenceKernels } from './reference.ts'
export { simdKernels } from './simd.ts'
