import { setFlagsFromString } from 'node:v8'
import { emitConformance } from './emit.conformance.ts'

// Code for good from the first call on, packed into 256 bits where the machine has AVX2.
setFlagsFromString('--no-liftoff')
setFlagsFromString('--experimental-wasm-revectorize')
emitConformance()
