import { activationDefinitions, createActivation } from '../src/activations/index.ts'
import { add, div, type Formula, formula, mul, sqrt, sub } from '../src/formula/expression.ts'
import { erf, exp, log, tanh } from '../src/formula/functions.ts'
import { constantPool, instantiateFormula } from '../src/kernels/simd/formula/compiler.ts'
import { emitFormula } from '../src/kernels/simd/formula/emit.ts'

// How fast compiled formulas are, in ns/element on one thread: the best of several rounds, over a panel of 512 rows.
//   node --conditions=hypersweep-source [--experimental-wasm-revectorize] packages/core/bench/formula.bench.ts
// What V8 packs into 256 bits, or why not, function by function in the order of the table:
//   … --experimental-wasm-revectorize --trace-wasm-revectorize --wasm-num-compilation-tasks=1 …

const ROUNDS = 15
const ROUND_MS = 8
const ROWS = 512

const FORMULAS = [
  formula('copy', ({ stream }) => ({ y: stream('x') })),
  formula('sgd', ({ stream, tile, scalar }) => ({ w: sub(stream('w'), mul(scalar('rate'), tile('g'))) })),
  formula('momentum', ({ stream, tile, scalar }) => {
    const v = add(mul(stream('v'), 0.9), tile('g'))
    return { v, w: sub(stream('w'), mul(scalar('rate'), v)) }
  }),
  formula('adam', ({ stream, tile, scalar }) => {
    const g = tile('g')
    const m = add(mul(stream('m'), 0.9), mul(g, 1 - 0.9))
    const v = add(mul(stream('v'), 0.999), mul(mul(g, g), 1 - 0.999))
    const root = add(mul(sqrt(v), scalar('scale')), 1e-8)
    return { m, v, w: sub(stream('w'), div(mul(scalar('rate'), m), root)) }
  }),
  ...Object.entries({ exp, log, tanh, erf }).map(([name, of]) =>
    formula(name, ({ stream }) => ({ y: of(stream('x')) })),
  ),
]

const ACTIVATIONS = activationDefinitions.flatMap(({ name }) => {
  const { forward, derivative } = createActivation(name)
  return [
    formula(name, ({ stream, column }) => ({ y: forward(add(stream('x'), column('bias'))) })),
    formula(`${name}, back`, ({ stream }) => ({
      out: mul(stream('gradient'), derivative({ x: stream('x'), y: stream('y') })),
    })),
  ]
})

const wanted = process.argv[2]
for (const each of [...FORMULAS, ...ACTIVATIONS]) {
  if (wanted === undefined || wanted === each.name) console.log(each.name.padEnd(18), nanoseconds(each).toFixed(3))
}

function nanoseconds(each: Formula): number {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true })
  const constantAt = constantPool(new Float32Array(memory.buffer, 0, 1024)).addressOf
  const run = instantiateFormula(emitFormula(each, constantAt), memory)
  const args = new Int32Array(memory.buffer, 4096, 2 * each.operands.length)
  for (let i = 0; i < each.operands.length; i++) {
    // Odd distances keep the operands off the same cache sets.
    const at = 8192 + i * 64 * (ROWS + 1)
    args.set([at, 0], 2 * i)
    new Float32Array(memory.buffer, at, 16 * ROWS).forEach((_, j, all) => {
      all[j] = 0.01 + ((j * 7919) % 1000) / 600
    })
  }
  return (secondsPerCall(() => run(args.byteOffset, 0, 0, ROWS)) * 1e9) / (16 * ROWS)
}

function secondsPerCall(call: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    let calls = 0
    let elapsed = 0
    while (elapsed < ROUND_MS) {
      for (let i = 0; i < 8; i++) call()
      calls += 8
      elapsed = performance.now() - start
    }
    best = Math.min(best, elapsed / calls / 1000)
  }
  return best
}
