export { evaluator } from './evaluate.ts'
export {
  abs,
  add,
  div,
  equal,
  type Formula,
  formula,
  greater,
  less,
  max,
  min,
  mul,
  neg,
  select,
  sqrt,
  sub,
  type Value,
} from './expression.ts'
export { erf, exp, log, log1p, tanh } from './functions.ts'
