import { type ExecFileException, execFile, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { numericsId } from '@hypersweep/runner'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { root, start, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'

const SWEEP = `name: small
method: grid
parameters:
  learning_rate: { values: [0.003, 0.01] }
  dropout: { values: [0, 0.25] }
data: { source: digits, rows: 1000, noise: 0.25, validation: 200, test: 200 }
model: { layers: [{ dense: 32, activation: relu, dropout: $dropout }, { dense: 10 }] }
training: { optimizer: rmsprop, epochs: 4, batch_size: 32 }
`

const folder = temporaryFolder()
const cwd = folder.path
/** Where the package lies once it is installed. */
const installed = join(cwd, 'node_modules/hypersweep')
const readme = readFileSync(join(root, 'packages/hypersweep/README.md'), 'utf8')
let tarball: string
/** Of the same sweep, from the checkout. */
let expected: string

beforeAll(async () => {
  const pack = join(root, 'packages/hypersweep/pack/main.ts')
  tarball = worked(await node(['--conditions=hypersweep-source', pack, '--out', cwd])).stdout.trim()
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  worked(await ran('npm', ['install', '--no-audit', '--no-fund', tarball]))
  writeFileSync(join(cwd, 'small.yaml'), SWEEP)
  await succeed(['run', 'small.yaml', '--dir', 'checkout'], { cwd })
  expected = (await succeed(['digest', 'small', '--dir', 'checkout'], { cwd })).stdout
}, 180_000)
afterAll(() => folder[Symbol.dispose]())

interface Ran {
  code: number
  stdout: string
  stderr: string
}

/** A program as a person would start it in the folder, with this Node where it looks for one. */
function ran(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  const options = { cwd, env: { ...process.env, PATH: path, HYPERSWEEP_REDIS: '', ...env }, maxBuffer: 2 ** 26 }
  return new Promise((resolve) => {
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
const node = (args: readonly string[]) => ran(process.execPath, args)
const npx = (line: string, env?: Record<string, string>) =>
  ran('npx', ['--no', '--', 'hypersweep', ...line.split(' ')], env)

function worked(result: Ran): Ran {
  if (result.code !== 0) throw new Error(result.stderr)
  return result
}

test('the tarball holds the program, the kernels and the types, and no source, test or map', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files).toEqual(expect.arrayContaining(['bin/hypersweep.cjs', 'lib/kernels.wasm', 'lib/index.d.ts', 'LICENSE']))
  expect(files.filter((file) => /(?<!\.d)\.ts$|test|\.map$|conformance/.test(file))).toEqual([])
  const ours = files.filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(installed, file), 'utf8'))
  expect(ours.filter((code) => code.includes("from '@hypersweep/") || code.includes('from "@hypersweep/'))).toEqual([])
})

test('it lists the commands, and says what each takes, as a checkout does', async () => {
  const { stdout } = await succeed(['--help'], { cwd })
  expect((await npx('--help')).stdout).toBe(stdout)
  const leaderboard = await succeed(['lb', '--help'], { cwd })
  expect((await npx('lb --help')).stdout).toBe(leaderboard.stdout)
  expect((await npx('nonsense')).code).toBe(2)
})

test('publint and attw find nothing wrong with it', async () => {
  expect((await publint({ pkgDir: installed, strict: true })).messages).toEqual([])
  const attw = join(
    dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')),
    'dist/index.js',
  )
  const { code, stdout } = await node([attw, tarball, '--profile', 'esm-only'])
  expect(stdout).toContain('node16 (from ESM)')
  expect(code).toBe(0)
})

test('it trains what a checkout trains, to the last bit, in threads and in worker processes', async () => {
  expect(await npx('run small.yaml --threads 2')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('4 trials'),
  })
  expect((await npx('digest small')).stdout).toBe(expected)
  expect((await npx('run small.yaml --workers 2 --dir two')).code).toBe(0)
  expect((await npx('digest small --redis auto --dir two')).stdout).toBe(expected)
}, 180_000)

test('its numeric code has the id of the checkout', async () => {
  const code = `import { decodeCheckpoint, parseSweep, trainTrial } from 'hypersweep'
    import { readFileSync } from 'node:fs'
    const { value } = await trainTrial(parseSweep(readFileSync('small.yaml', 'utf8')), 0).next()
    console.log(decodeCheckpoint(value.checkpoint()).numerics)`
  expect((await node(['--input-type=module', '--eval', code])).stdout.trim()).toBe(await numericsId())
})

test('its worker trains for the driver of a checkout', async () => {
  await using redis = await ownRedis()
  const store = ['--redis', redis.url, '--dir', 'mixed']
  const driver = start(['run', 'small.yaml', ...store], { cwd })
  const args = ['worker', '--redis', redis.url, '--threads', '1', '--checkpoints', 'mixed/checkpoints']
  const worker = spawn(process.execPath, [join(installed, 'bin/hypersweep.cjs'), ...args], { cwd, stdio: 'ignore' })
  const left = new Promise((done) => worker.once('exit', done))
  onTestFinished(() => void [driver.child, worker].map((child) => child.kill('SIGKILL')))
  expect((await driver.ended).code).toBe(0)
  worker.kill('SIGTERM')
  expect(await left).toBe(0)
  expect((await succeed(['digest', 'small', ...store], { cwd })).stdout).toBe(expected)
}, 180_000)

test('the program of its README type-checks and runs', async () => {
  worked(await npx('init sweep.yaml'))
  const schema = 'node_modules/hypersweep/sweep.schema.json'
  expect(readFileSync(join(cwd, 'sweep.yaml'), 'utf8')).toMatch(`yaml-language-server: $schema=${schema}\n`)
  expect(existsSync(join(cwd, schema))).toBe(true)
  worked(await npx('run sweep.yaml'))
  const [program] = /(?<=^```ts\n).*?(?=^```$)/ms.exec(readme) ?? []
  writeFileSync(join(cwd, 'program.ts'), program!)
  const types = join(root, 'node_modules/@types')
  const strict = {
    module: 'nodenext',
    target: 'esnext',
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [types],
  }
  const compilerOptions = {
    ...strict,
    lib: ['esnext'],
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  expect(await node([tsc, '-p', cwd])).toMatchObject({ code: 0, stdout: '' })
  const { stdout } = await node(['program.ts'])
  expect(stdout.trim().split('\n')).toEqual([1, 2, 3, 4, 5].map((epoch) => expect.stringMatching(`^${epoch} 0\\.\\d`)))
})

test('an old Node is told in one line what is needed', async () => {
  const bin = join(installed, 'bin/hypersweep.cjs')
  writeFileSync(join(cwd, 'old.cjs'), "Object.defineProperty(process.versions, 'node', { value: '12.22.0' })")
  const told = await node(['--require', join(cwd, 'old.cjs'), bin, '--version'])
  expect(told.stderr).toBe('hypersweep: This is Node 12.22.0. Use Node 24 or newer: https://nodejs.org\n')
  expect(told).toMatchObject({ code: 2, stdout: '' })
})

test('checkpoints in S3 need a package that is not brought along, which is said before anything is done', async () => {
  const { code, stderr } = await npx('run small.yaml --dir s3 --checkpoints s3://sweeps/team')
  expect(stderr).toContain('is not installed. npm install @aws-sdk/client-s3, beside hypersweep')
  expect(code).toBe(2)
  expect(existsSync(join(cwd, 's3'))).toBe(false)
})

test('traces need packages that are not brought along, which is said before anything is done, with their versions', async () => {
  const { code, stderr } = await npx('run small.yaml --dir traced', { HYPERSWEEP_TRACES: '1' })
  const told = /npm install (@opentelemetry\/.*), beside hypersweep/.exec(stderr)?.[1]?.split(' ')
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const { '@aws-sdk/client-s3': _, ...tracing } = peerDependencies
  expect(told).toEqual(Object.entries(tracing).map(([name, version]) => `${name}@${version}`))
  expect(told).toHaveLength(4)
  expect(code).toBe(2)
  expect(existsSync(join(cwd, 'traced'))).toBe(false)
  const optional = Object.keys(peerDependencies).map((name) => [name, { optional: true }])
  expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional))
})

test('kernels that are not those of the package are refused, and train nothing', async () => {
  appendFileSync(join(installed, 'lib/kernels.wasm'), 'x')
  const { code, stderr } = await npx('run small.yaml --dir broken')
  expect(stderr).toContain('is not the file that this package was made with')
  expect(code).toBe(2)
  expect(readdirSync(join(cwd, 'broken/checkpoints'))).toEqual(['.sweeps'])
})
