import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { activationDefinitions, createActivation } from '../../../activations/index.ts'
import { abs, add, div, formula, greater, max, min, mul, select, sqrt, sub } from '../../../formula/expression.ts'
import { exp, log } from '../../../formula/functions.ts'
import { emitFormula } from './emit.ts'

const FORMULAS = [
  formula('a step of SGD', ({ stream, tile, scalar }) => ({ w: sub(stream('w'), mul(scalar('rate'), tile('g'))) })),
  formula('a step of Adam', ({ stream, tile, scalar }) => {
    const g = tile('g')
    const m = add(mul(stream('m'), 0.9), mul(g, 0.1))
    const v = add(mul(stream('v'), 0.999), mul(mul(g, g), 0.001))
    return { m, v, w: sub(stream('w'), div(mul(scalar('rate'), m), add(sqrt(v), 1e-8))) }
  }),
  formula('exp of a difference', ({ stream, rowScalar }) => ({ e: exp(sub(stream('z'), rowScalar('largest'))) })),
  formula('log', ({ stream }) => ({ y: log(stream('x')) })),
  formula('bounds and masks', ({ stream }) => ({
    x: min(max(stream('x'), -1), 1),
    y: select(greater(abs(stream('y')), 1), 0, stream('y')),
  })),
  ...activationDefinitions.flatMap(({ name }) => {
    const { forward, derivative } = createActivation(name)
    return [
      formula(`a bias and ${name}`, ({ stream, column }) => ({ y: forward(add(stream('x'), column('bias'))) })),
      formula(`the gradient of ${name}`, ({ stream }) => ({
        gradient: mul(stream('gradient'), derivative({ x: stream('x'), y: stream('y') })),
      })),
    ]
  }),
]

// V8 says what it packs with --trace-wasm-revectorize; --no-liftoff has it compile a module for good as it is made.
const FLAGS = [
  '--experimental-wasm-revectorize',
  '--trace-wasm-revectorize',
  '--wasm-num-compilation-tasks=1',
  '--no-liftoff',
  '--no-wasm-lazy-compilation',
]

const COMPILE = `for (const module of process.argv.slice(1)) new WebAssembly.Module(Buffer.from(module, 'base64'))`

const traces = traced()

describe.skipIf(traces.length === 0)('V8 packs into 256 bits', () => {
  it.each(FORMULAS.map(({ name }, i) => [name, i] as const))('%s, with no vector left out', (_, i) => {
    expect(traces[i]).toMatch(/Save: [1-9]\d*, cost: 0\n/)
    expect(traces[i]).toMatch(/Decided to vectorize, \d+ revectorizable nodes/)
  })
})

/** What V8 says of each formula; nothing where it packs nothing, for want of the flag or of AVX2. */
function traced(): string[] {
  const modules = FORMULAS.map((each) => Buffer.from(emitFormula(each, () => 0)).toString('base64'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [...FLAGS, '--eval', COMPILE, ...modules], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (stderr.includes('bad option')) return []
  if (status !== 0) throw new Error(stderr)
  return stdout.split('Begin revec function').slice(1)
}
