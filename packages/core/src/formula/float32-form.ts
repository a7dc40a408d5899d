import type { Formula, Mask, Value } from './expression.ts'

/**
 * A formula as float32 adapters compute it: its functions are expanded into polynomials, and parts that are equal
 * are one object, so that they are computed once.
 */
export function float32Form(formula: Formula): Formula {
  const share = sharing()
  const known = new Map<Value, Value>()

  function form(value: Value): Value {
    const done = known.get(value) ?? formOfParts(value)
    known.set(value, done)
    return done
  }

  function formOfParts(value: Value): Value {
    switch (value.kind) {
      case 'operand':
      case 'constant':
        return share(value, [])
      case 'function':
        return form(value.float32)
      case 'unary': {
        const a = form(value.a)
        return share({ ...value, a }, [a])
      }
      case 'binary': {
        const [a, b] = [form(value.a), form(value.b)]
        return share({ ...value, a, b }, [a, b])
      }
      case 'select': {
        const [mask, a, b] = [maskForm(value.mask), form(value.a), form(value.b)]
        return share({ ...value, mask, a, b }, [mask.a, mask.b, a, b])
      }
    }
  }

  function maskForm(mask: Mask): Mask {
    return { ...mask, a: form(mask.a), b: form(mask.b) }
  }

  return { ...formula, outputs: formula.outputs.map(({ name, value }) => ({ name, value: form(value) })) }
}

/** Gives back the first of all values that are one operation on the same parts. */
function sharing(): (value: Value, parts: readonly Value[]) => Value {
  const first = new Map<string, Value>()
  const numbers = new Map<Value, number>()
  return (value, parts) => {
    const key = [operationOf(value), ...parts.map((part) => numbers.get(part))].join(' ')
    const found = first.get(key) ?? value
    first.set(key, found)
    if (!numbers.has(found)) numbers.set(found, numbers.size)
    return found
  }
}

function operationOf(value: Value): string {
  if (value.kind === 'constant') return Object.is(value.value, -0) ? '-0' : `${value.value}`
  return value.kind === 'select' ? `select ${value.mask.name}` : `${value.kind} ${value.name}`
}
