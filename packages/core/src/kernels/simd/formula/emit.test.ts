import { setFlagsFromString } from 'node:v8'
import { emitConformance } from './emit.conformance.ts'

// Code for good from the first call on, instead of after many.
setFlagsFromString('--no-liftoff')
emitConformance()
