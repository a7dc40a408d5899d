/**
 * How many pairs of operations V8 packed into 256-bit ones, by the function's name (`wasm-function#7` where the module
 * has none).
 *
 * Reads what `--trace-wasm-revectorize --wasm-num-compilation-tasks=1` prints (one compilation at a time, or the lines of
 * several functions mix). Node 24 says 'Decide to vectorize', Node 26 'Decided to vectorize'.
 */
export function packedPairs(trace: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>()
  let current = ''
  for (const line of trace.split('\n')) {
    const begin = /^Begin revec function (.+)/.exec(line)?.[1]
    if (begin !== undefined) {
      current = begin
      pairs.set(current, 0)
    }
    const decided = /^Revec: .*: Decided? to vectorize, (\d+) revectorizable nodes/.exec(line)
    if (decided) pairs.set(current, (pairs.get(current) ?? 0) + Number(decided[1]))
  }
  return pairs
}
