import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

const port = z.object({ host_ip: z.string().optional(), target: z.number(), published: z.string().optional() })
const mount = z.object({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().optional(),
})

/** What the rules look at of a service, as `docker compose config --format json` writes it. */
const service = z.object({
  image: z.string().optional(),
  build: z.object({ dockerfile: z.string() }).optional(),
  command: z.array(z.string()).nullish(),
  user: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  privileged: z.boolean().optional(),
  cap_add: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  pid: z.string().optional(),
  ipc: z.string().optional(),
  network_mode: z.string().optional(),
  cpus: z.number().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  networks: z.record(z.string(), z.unknown()).default({}),
  ports: z.array(port).default([]),
  volumes: z.array(mount).default([]),
  tmpfs: z.array(z.string()).default([]),
})
export type Service = z.infer<typeof service>

const rendered = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() }).nullable()),
  secrets: z
    .record(z.string(), z.object({ file: z.string().optional(), environment: z.string().optional() }))
    .default({}),
})
export type Rendered = z.infer<typeof rendered>

export interface RenderOptions {
  /** Compose's program. */
  command: string
  file: string
  env?: Record<string, string>
}

/**
 * A compose file with all its profiles, as Compose itself reads it: checked by the schema of compose-spec, all
 * variables filled in, all merged.
 *
 * @throws Error with what Compose says of a file that it refuses
 */
export async function renderCompose({ command, file, env = {} }: RenderOptions): Promise<Rendered> {
  const args = ['--file', file, '--profile', '*', 'config', '--format', 'json']
  const { stdout } = await run(command, args, { env: { ...process.env, ...env }, maxBuffer: 2 ** 24 }).catch(
    (error: { stderr?: string; message: string }) => {
      throw new Error(error.stderr?.trim() || error.message, { cause: error })
    },
  )
  return rendered.parse(JSON.parse(stdout))
}
