/**
 * Works the blocks bytes[from … to) into the eight state words; to − from is a multiple of 64.
 *
 * Source: FIPS 180-4, section 6.2.2; a … h are its working variables, W its schedule.
 */
export function compress(words: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  for (let offset = from; offset < to; offset += 64) {
    fillSchedule(bytes, offset)
    mix(words)
  }
}

// One for all calls: nothing is allocated per block, and no call leaves before it is done with it.
const W = new Int32Array(64)

function fillSchedule(bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + 4 * i
    W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15]
    const y = W[i - 2]
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    W[i] = (W[i - 16] + small0 + W[i - 7] + small1) | 0
  }
}

function mix(words: Int32Array): void {
  let a = words[0]
  let b = words[1]
  let c = words[2]
  let d = words[3]
  let e = words[4]
  let f = words[5]
  let g = words[6]
  let h = words[7]
  for (let i = 0; i < 64; i++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const first = (h + big1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  words[0] += a
  words[1] += b
  words[2] += c
  words[3] += d
  words[4] += e
  words[5] += f
  words[6] += g
  words[7] += h
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const K = cubeRootsOfPrimes(64)

function cubeRootsOfPrimes(count: number): Int32Array {
  const values = new Int32Array(count)
  for (let n = 2, found = 0; found < count; n++) {
    if (isPrime(n)) values[found++] = Number(cubeRoot(BigInt(n) << 96n) & 0xffffffffn)
  }
  return values
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return true
}

/** The whole part of the cube root, bit by bit. */
function cubeRoot(n: bigint): bigint {
  let root = 0n
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) {
    const next = root | bit
    if (next * next * next <= n) root = next
  }
  return root
}
