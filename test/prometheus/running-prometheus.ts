import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { freePort } from '../free-port.ts'

/** What Prometheus answers to a question: one entry for each series. */
export type Answer = { metric: Record<string, string>; value: [time: number, value: string] }[]

export interface RunningPrometheus extends AsyncDisposable {
  /** @throws Error with its own words where it does not understand */
  ask(expression: string): Promise<Answer>
}

/** Starts a Prometheus that scrapes each job once a second, by the rules of `infra`. */
export async function runningPrometheus(
  program: string,
  { jobs, rules }: { jobs: Readonly<Record<string, string>>; rules: string },
): Promise<RunningPrometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'hypersweep-prometheus-'))
  const address = `127.0.0.1:${await freePort()}`
  const file = join(dir, 'prometheus.yml')
  const scraped = Object.entries(jobs).map(([job_name, url]) => ({
    job_name,
    static_configs: [{ targets: [new URL(url).host] }],
  }))
  const every = { scrape_interval: '1s', evaluation_interval: '1s' }
  writeFileSync(file, stringify({ global: every, rule_files: [rules], scrape_configs: scraped }))
  const flags = [`--config.file=${file}`, `--storage.tsdb.path=${dir}/data`, `--web.listen-address=${address}`]
  const server = spawn(program, flags, { stdio: 'ignore' })
  const ended = once(server, 'exit')
  return {
    async ask(expression) {
      const query = new URLSearchParams({ query: expression })
      const reply = await fetch(`http://${address}/api/v1/query?${query}`)
      const { status, error, data } = await reply.json()
      if (status !== 'success') throw new Error(`${expression}: ${error}`)
      return data.result
    },
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
