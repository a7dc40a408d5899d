import { kernelsConformance } from './kernels.conformance.ts'
import { referenceKernels } from './reference.ts'

for (const precision of ['float32', 'float64'] as const) {
  kernelsConformance(`reference-${precision}`, { make: () => referenceKernels({ precision }), precision })
}
