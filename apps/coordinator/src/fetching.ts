import type { DataFetcher } from '@hypersweep/datasets'
import type { Context } from './context.ts'
import type { DataFlags } from './data-flags.ts'
import { CliError } from './errors.ts'
import { bytesText } from './view/amounts.ts'

const EACH_MS = 100

/**
 * What fetches data that is not here, for a person who waits: it says so, shows how far it is, and stops at Ctrl-C.
 *
 * Its `fetch` throws CliError STOPPED, exit 130, after an interrupt.
 */
export async function shownFetcher(context: Context, flags: DataFlags = {}): Promise<DataFetcher> {
  const fetcher = await context.openFetcher(flags)
  return {
    ...fetcher,
    async fetch(source, request) {
      const { err } = context
      const stop = new AbortController()
      using _interrupts = context.onInterrupt(() => stop.abort())
      const place = source.url ?? `a mirror of ${source.source}`
      err.say(`Fetching ${place}`)
      try {
        const signal = AbortSignal.any([request.signal, stop.signal])
        return await fetcher.fetch(source, { ...request, signal, progress: progressLine(context, place) })
      } catch (error) {
        if (!stop.signal.aborted) throw error
        throw new CliError('STOPPED', 'Stopped.', 'The same command goes on.', { exitCode: 130 })
      } finally {
        err.settle()
      }
    },
  }
}

function progressLine({ err }: Context, place: string): (bytes: number) => void {
  let shownAt = 0
  return (bytes) => {
    if (!err.canRepaint || performance.now() - shownAt < EACH_MS) return
    shownAt = performance.now()
    err.repaint([`${bytesText(bytes)} of ${place}`])
  }
}
