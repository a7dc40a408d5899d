import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { redisAddress } from './redis-url.ts'

const dir = mkdtempSync(join(tmpdir(), 'hypersweep-url-'))
afterAll(() => rmSync(dir, { recursive: true }))

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}

// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=unit.test
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUVnh01oXqz68W+d6n8iChAXI9+8UwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJdW5pdC50ZXN0MCAXDTI2MTEyNjAwNTQyNFoYDzIxMjYxMTAy
MDA1NDI0WjAUMRIwEAYDVQQDDAl1bml0LnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASJHMy+AYhs0NkoGSH7QqUPpFLnAo9vkuJua6jhudi/TmJJJTblPgb4
rPf5JaXx4inLlPR36X+5O8cYJSOTyPy5o1MwUTAdBgNVHQ4EFgQU2T7r8uLRbgxI
TuqHwkaxQ+o+l14wHwYDVR0jBBgwFoAU2T7r8uLRbgxITuqHwkaxQ+o+l14wDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAoYyR6MuI9w7c0u6f3WSR
tCLEwjnhxMDl7PYJp41qWsACIHHr1dpxLGYltBO95ZBAj06vLJVLXqv4p2RXwlcQ
qJvy
-----END CERTIFICATE-----
`
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const pem = { type: 'pkcs8', format: 'pem' } as const
const files = {
  ca: file('my ca+1.pem', CERTIFICATE),
  cert: file('cert.pem', CERTIFICATE),
  otherKey: file('key.pem', key.export(pem) as string),
  lockedKey: file('locked.pem', key.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'word' }) as string),
  password: file('password', 'p@ss word\n'),
  empty: file('empty', '\n'),
}

const TLS = 'rediss://ada@db.example:6380'

test('a password and a CA are read from files, whose names may hold a plus, and blanks as %20', () => {
  const { ca, password } = files
  const url = `rediss://ada@db.example:6380?ca=${ca.replace(' ', '%20')}&password_file=${password}`
  expect(redisAddress(url)).toMatchObject({ username: 'ada', password: 'p@ss word', tls: { ca: CERTIFICATE } })
  const socket = redisAddress(`unix://ada@localhost/run/redis.sock?password_file=${password}`)
  expect(socket).toEqual({ path: '/run/redis.sock', username: 'ada', password: 'p@ss word' })
})

test('without parameters TLS trusts whom Node trusts', () => {
  expect(redisAddress(TLS).tls).toEqual({})
})

test.each([
  ['redis://h?ca=FILE', /has ca, which is for TLS\. Use rediss:/],
  [`${TLS}?cert=FILE`, /has cert alone\. Give both \?cert=FILE&key=FILE/],
  [`${TLS}?key=FILE`, /has key alone/],
  [`${TLS}?sslrootcert=FILE`, /has "sslrootcert", which means nothing here\. Use ca=FILE, cert=FILE, key=FILE, pass/],
  [`${TLS}?ca=a&ca=b`, /does not name one file for ca\. Give ca=FILE once/],
  [`${TLS}?ca=`, /does not name one file for ca/],
  [`${TLS}?ca`, /does not name one file for ca/],
  [`${TLS}?ca=%zz`, /does not name one file for ca/],
  ['redis://:hunter2@h?password_file=FILE', /has a password and a password_file\. Leave one of them out/],
])('%s is refused: %s', (url, words) => {
  expect(() => redisAddress(url)).toThrow(
    expect.objectContaining({ code: 'REDIS_URL', message: expect.stringMatching(words) }),
  )
  expect(() => redisAddress(url)).not.toThrow(/hunter2/)
})

test.each([
  ['ca=/nowhere/ca.pem', /The file \/nowhere\/ca\.pem, ca of the Redis URL, cannot be read \(ENOENT/],
  [`ca=${dir}`, /cannot be read \(EISDIR/],
  [`ca=${files.password}`, /password, ca of the Redis URL, holds no certificate\. A PEM file/],
  [`cert=${files.cert}&key=${files.cert}`, /cert\.pem, key of the Redis URL, holds no private key/],
  [`cert=${files.cert}&key=${files.lockedKey}`, /locked\.pem, key .* is locked by a passphrase\. Unlock it/],
  [`cert=${files.cert}&key=${files.otherKey}`, /key\.pem, key .* is not the key of the certificate in .*cert\.pem/],
  [`password_file=${files.empty}`, /empty, password_file .* is empty/],
])('the files of ?%s are refused: %s', (query, words) => {
  const refused = { code: 'REDIS_FILE', message: expect.stringMatching(words) }
  expect(() => redisAddress(`${TLS}?${query}`)).toThrow(expect.objectContaining(refused))
  expect(() => redisAddress(`${TLS}?${query}`)).not.toThrow(/p@ss/)
})
