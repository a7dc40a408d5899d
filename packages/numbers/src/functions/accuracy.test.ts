import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { erf } from './erf.ts'
import { exp } from './exp.ts'
import { log } from './log.ts'
import { pow } from './pow.ts'
import { cos, sin } from './sin-cos.ts'
import { tanh } from './tanh.ts'

// Each row is [arguments …, value rounded once, what rounding took away in ulps]; see generate_functions.py beside the file.
const golden: Record<string, (string | number)[][]> = JSON.parse(
  readFileSync(new URL('../../../../test/golden/numbers/functions.json', import.meta.url), 'utf8'),
)

const bounds: [name: string, compute: (...x: number[]) => number, ulps: number][] = [
  ['exp', exp, 0.9],
  ['log', log, 1],
  ['sin', sin, 0.8],
  ['cos', cos, 0.8],
  ['tanh', tanh, 0.501],
  ['erf', erf, 1],
]

test.each(bounds)('%s errs by less than its bound over values from 400 digits', (name, compute, ulps) => {
  const errors = errorsOf(name, compute)
  expect(errors.length).toBeGreaterThan(350)
  expect(errors.filter((error) => !(error.ulps < ulps))).toEqual([])
})

test('pow errs by less than 0.501 ulp over values from 400 digits, by less than 1 where the result is subnormal', () => {
  const errors = errorsOf('pow', pow)
  expect(errors.length).toBeGreaterThan(350)
  expect(errors.filter(({ value, ulps }) => !(ulps < (value < 2.3e-308 ? 1 : 0.501)))).toEqual([])
})

function errorsOf(name: string, compute: (...x: number[]) => number) {
  return (golden[name] ?? []).map((row) => {
    const x = row.slice(0, -2).map(fromHex)
    const value = fromHex(row.at(-2)!)
    return { x, value, ulps: Math.abs((compute(...x) - value) / ulp(value) - Number(row.at(-1))) }
  })
}

function fromHex(bits: string | number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

/** The distance from |x| to the next larger float64. */
function ulp(x: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(x))
  view.setBigUint64(0, view.getBigUint64(0) + 1n)
  return view.getFloat64(0) - Math.abs(x)
}
