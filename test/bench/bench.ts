import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

// `pnpm bench [WORD…]`: our own benchmarks, one after the other; words choose those whose path has one of them.
// `bench:load`, `bench:leaderboard` and `bench:workers` take minutes, so they run by their names alone.

const root = join(import.meta.dirname, '../..')
const words = process.argv.slice(2).filter((word) => word !== '--')
const files = globSync(['packages/*/bench/*.bench.ts', 'test/bench/*.bench.ts'], { cwd: root }).sort()

for (const file of files) {
  if (words.length === 0 && /\/(load|leaderboard|workers)\.bench\.ts$/.test(file)) continue
  if (words.length > 0 && !words.some((word) => file.includes(word))) continue
  console.log(`\n== ${file}`)
  const { status } = spawnSync(process.execPath, [...process.execArgv, join(root, file)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
