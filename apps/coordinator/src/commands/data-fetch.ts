import { mkdir } from 'node:fs/promises'
import http from 'node:http'
import { relative, resolve } from 'node:path'
import { DatasetError } from '@hypersweep/datasets'
import {
  askAnyone,
  type Fetched,
  fetchData,
  PUBLISHED_DATA,
  type PublishedData,
  type PublishedFile,
} from '@hypersweep/datasets/fetch'
import { Argument, Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { bytesText, percentText } from '../view/amounts.ts'

interface FetchFlags {
  path?: string
  mirror?: string
}

export function dataFetchCommand(context: Context): Command {
  return new Command('fetch')
    .description('fetch a well-known data set from its public mirrors')
    .addArgument(new Argument('<name>', 'which one').choices(Object.keys(PUBLISHED_DATA)))
    .option('--path <folder>', 'where to put it (default: data/<name>)')
    .option('--mirror <url>', 'fetch the files from below this address instead', mirrorUrl)
    .addHelpText('after', EXPLANATION)
    .action(async (name: string, flags: FetchFlags) => {
      const path = flags.path ?? `data/${name}`
      const data = PUBLISHED_DATA[name]!
      useProxies()
      await fetchInto(path, data, flags, context)
      context.out.write(`${name} is in ${path}. In a sweep file beside it:\n  ${dataText(data, path, context)}\n`)
    })
}

const EXPLANATION = `
Every file is compared with the SHA-256 that was published. What is there stays;
a fetch that was stopped goes on. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded.

  mnist          70 000 handwritten digits, 28 × 28     11.1 MiB
  fashion-mnist  70 000 pieces of clothing, 28 × 28     29.5 MiB
  cifar10        60 000 photographs, 32 × 32 × 3       162.2 MiB, 175.8 MiB unpacked

Examples:
  hypersweep data fetch mnist
  hypersweep data fetch cifar10 --path /srv/data/cifar10 --mirror http://mirror.example/cifar`

async function fetchInto(path: string, data: PublishedData, { mirror }: FetchFlags, context: Context): Promise<void> {
  const folder = resolve(context.cwd, path)
  const stop = new AbortController()
  using _interrupts = context.onInterrupt(() => stop.abort())
  const shown = progressView(context)
  try {
    await mkdir(folder, { recursive: true })
    const mirrors = mirror === undefined ? {} : { mirrors: [mirror] }
    await fetchData({ ...shown, ...mirrors, ask: askAnyone, data, folder, signal: stop.signal })
  } catch (error) {
    if (stop.signal.aborted) throw new CliError('STOPPED', 'Stopped.', 'The same command goes on.', { exitCode: 130 })
    if (error instanceof DatasetError) throw error
    const got = `${path} cannot be written (${(error as Error).message}).`
    throw new CliError('UNWRITABLE', got, 'Name another folder with --path.', { exitCode: 1, cause: error })
  } finally {
    context.err.settle()
  }
}

const EACH_MS = 100

function progressView({ err }: Context) {
  let shownAt = 0
  let [startedAt, startedWith] = [0, 0]
  let current = ''
  return {
    say: (line: string) => err.say(line),
    progress(file: PublishedFile, bytes: number) {
      const now = performance.now()
      if (file.name !== current) [current, startedAt, startedWith] = [file.name, now, bytes]
      if (!err.canRepaint || now - shownAt < EACH_MS) return
      shownAt = now
      const rate = ((bytes - startedWith) / Math.max(1, now - startedAt)) * 1000
      const share = percentText(bytes / file.bytes)
      err.repaint([`${file.name}  ${share} of ${bytesText(file.bytes)}  ${bytesText(Math.round(rate))}/s`])
    },
    done(file: PublishedFile, how: Fetched) {
      const note = { fetched: '', there: '  was there', 'there, unpacked': '  was there, unpacked' }[how]
      err.say(`${file.name}  ${bytesText(file.bytes)}${note}`)
    },
  }
}

function dataText({ source }: PublishedData, path: string, { cwd }: Context): string {
  const below = relative(cwd, resolve(cwd, path))
  return `data: { source: ${source}, path: ${JSON.stringify(below.startsWith('..') ? resolve(cwd, path) : below).replaceAll(/^"([\w./-]+)"$/g, '$1')}, validation: 5000 }`
}

/** As curl does, and Node itself only when it is told to. */
function useProxies(): void {
  http.setGlobalProxyFromEnv?.()
}

function mirrorUrl(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.href.endsWith('/') ? url.href : `${url.href}/`
  throw new InvalidArgumentError('It has to be an address, for example http://mirror.example/mnist')
}
