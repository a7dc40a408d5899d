import { readFileSync } from 'node:fs'

/**
 * Compiles the WebAssembly of a file, so that V8 traces what it does with each function:
 *
 *     node --no-wasm-lazy-compilation --no-liftoff [V8's flags] test/bits/compile-kernels.mjs kernels.wasm
 *
 * Not in TypeScript: Node strips types with WebAssembly of its own, whose functions would be traced too.
 */
new WebAssembly.Module(readFileSync(process.argv[2]))
