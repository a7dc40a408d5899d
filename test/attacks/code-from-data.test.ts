import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../e2e/cli.ts'

interface Way {
  what: string
  pattern: RegExp
  /** Files that may, and why nothing of a file, a store or a request gets there. */
  allowed: Readonly<Record<string, string>>
  /** Lines that the pattern must find. */
  bad: readonly string[]
}

/** The ways by which Node makes code of data. */
const WAYS: readonly Way[] = [
  {
    what: 'starts a process',
    pattern: /['"](?:node:)?(?:child_process|cluster)['"]|\bexecve\b/,
    allowed: {
      'apps/coordinator/src/worker-launch.ts': 'this Node with the worker that belongs to this program',
      'apps/coordinator/src/main/start-detached.ts': 'this program with the words of its own command line',
      'packages/runner/src/supervisor/worker-process.ts': 'the command that its caller, an app, is made with',
      'packages/adapters/src/redis-server/find-redis-server.ts': 'a redis-server on PATH',
      'packages/adapters/src/redis-server/fetch-redis-server.ts': 'apt-get and dpkg-deb with names that are constants',
      'packages/adapters/src/redis-server/server-process.ts': 'the redis-server that was found',
      'packages/adapters/src/files/run-apart.ts': 'for tests alone',
    },
    bad: ["import { exec } from 'node:child_process'", "require('child_process')", 'process.execve(file)'],
  },
  {
    what: 'evaluates a text',
    pattern:
      /(?<!client\.)\beval\(|\bnew Function\b|(?<![.\w])Function\(|['"](?:node:)?(?:vm|repl|inspector)['"]|\bset(?:Timeout|Interval|Immediate)\(\s*['"`]/,
    allowed: {
      'packages/adapters/src/redis-server/troubles.ts': 'Lua that is a constant, for tests of a busy Redis',
    },
    bad: ['eval(text)', 'new Function(text)', "import vm from 'node:vm'", "setTimeout('go()', 1)"],
  },
  {
    what: 'gives Redis a script to run',
    pattern: /\.(?:eval|evalsha|script)\(/,
    allowed: {
      'packages/adapters/src/redis/script.ts': 'scripts that are constants of this package; what varies is an argument',
      'packages/adapters/src/redis-server/troubles.ts': 'for tests of a busy Redis',
    },
    bad: ['client.eval(text, 0)'],
  },
  {
    what: 'imports what a value names',
    pattern: /(?<!\.)\b(?:import|require|import\.meta\.resolve)\(\s*(?!['"][^'"]*['"]\s*[,)])\S/,
    allowed: {
      'packages/service/src/traces/open-traces.ts':
        'asks where packages lie that a constant lists, and loads none by it',
    },
    bad: ['await import(spec.module)', 'require(name)', "import('./' + name)", 'import.meta.resolve(name)'],
  },
  {
    what: 'loads code in another way',
    pattern:
      /\bprocess\.(?:binding|dlopen)\b|\bcreateRequire\b|\bregister\(|WebAssembly\.(?:compile|instantiate|Module\()/,
    allowed: {
      'packages/core/src/kernels/simd/formula/compiler.ts': 'formulas that are constants of the kernels',
      'packages/runner/src/kernels/load-kernels.ts': 'kernels.wasm of this program',
      'packages/runner/src/numerics/numeric-packages.ts': 'finds the files of two packages of its own, to hash them',
    },
    bad: ['process.dlopen(module, file)', 'createRequire(url)(name)', 'WebAssembly.compile(bytes)'],
  },
  {
    what: 'starts a thread',
    pattern: /\bnew (?:Worker|Piscina|FixedThreadPool)\(/,
    allowed: { 'packages/runner/src/pool/thread-pool.ts': 'the thread of this package, unless a test names another' },
    bad: ['new Worker(file)'],
  },
]

const files = globSync('{apps,packages}/*/src/**/*.ts', { cwd: root }).filter((file) => {
  return !/\.(?:test|conformance|bench)\.ts$|\/testing\//.test(file)
})

/** The code without its comments. */
function code(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
}

describe.each(WAYS)('of what comes from a file, a store or a request, nothing $what', ({ pattern, allowed, bad }) => {
  test('for no source file does, but those that are known to do it with constants', () => {
    expect(files.length).toBeGreaterThan(300)
    const found = files.filter((file) => pattern.test(code(file)))
    expect(found.toSorted()).toEqual(Object.keys(allowed).toSorted())
  })

  test.each(bad)('and would be found as `%s`', (line) => expect(line).toMatch(pattern))
})
