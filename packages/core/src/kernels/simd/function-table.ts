/** The functions that programs call by number: those of the kernels' module, and formulas as they are compiled. */
export interface FunctionTable {
  /** The number of a function that the module exports. */
  indexOf(name: string): number
  /** Gives a function a number. */
  add(callable: WebAssembly.ExportValue): number
  /** Gives the number of a function that nobody calls any more to another. */
  replace(index: number, callable: WebAssembly.ExportValue): void
}

export function functionTable(exports: WebAssembly.Exports): FunctionTable {
  const table = exports['table'] as WebAssembly.Table
  const known = new Map<string, number>()

  function add(callable: WebAssembly.ExportValue): number {
    const index = table.grow(1)
    table.set(index, callable)
    return index
  }

  return {
    add,
    replace: (index, callable) => table.set(index, callable),
    indexOf(name) {
      const index = known.get(name) ?? add(exports[name]!)
      known.set(name, index)
      return index
    },
  }
}
