import type { TrialQueue } from '@hypersweep/sweep'
import type { TrialQueueHarness } from '@hypersweep/sweep/conformance'
import { memoryQueueHarness } from '../memory-harness.ts'
import { type MemoryHints, memoryHints, memoryTrialQueue } from '../memory-trial-queue.ts'
import type { Broken } from './broken.ts'

/** What a break replaces: it may call the whole queue and reach into its hints. */
type QueueBreak = (queue: TrialQueue, hints: MemoryHints) => Partial<TrialQueue>

const breaks: Readonly<Record<string, Readonly<Record<string, QueueBreak>>>> = {
  'a trial offered is handed out, also when it was offered before `consume` began, and by another instance': {
    'is lost': () => ({ offer: async () => {} }),
    'is lost when nobody consumes yet': (queue, hints) => ({
      offer: async (trials) => (hints.sleepers.size > 0 ? queue.offer(trials) : undefined),
    }),
    'stays within its instance': () => memoryTrialQueue({ laterMs: 10 }),
    'is lost when a consumer waits for it': (queue, hints) => ({
      offer: async (trials) => (hints.sleepers.size > 0 ? undefined : queue.offer(trials)),
    }),
  },
  'offering a trial and generation that the queue knows does nothing, also while it is being handled': {
    'hands it out each time': (queue) => {
      let offers = 0
      return {
        offer: (trials) =>
          queue.offer(trials.map((each) => ({ ...each, generation: each.generation * 100 + offers++ }))),
      }
    },
    'forgets what is being handled': (queue, hints) => ({
      offer: async (trials) => {
        for (const key of hints.known.keys()) if (!hints.ready.has(key)) hints.known.delete(key)
        await queue.offer(trials)
      },
    }),
  },
  "a trial answered 'done' is forgotten: it is not handed out again unless it is offered again": {
    'comes back like the others': (queue) => ({
      consume: (handle, options) =>
        queue.consume(async (trial) => ((await handle(trial)) ? 'later' : 'later'), options),
    }),
    'is remembered for good': (queue) => {
      const offered = new Set<string>()
      return {
        offer: (trials) =>
          queue.offer(trials.filter(({ trial, generation }) => isNew(offered, `${trial}-g${generation}`))),
      }
    },
    'is handed out twice at once': (queue) => ({
      consume: (handle, options) =>
        queue.consume(async (trial) => {
          const answer = await handle(trial)
          if (answer === 'done') await handle(trial)
          return answer
        }, options),
    }),
  },
  "a trial answered 'later', and one whose handler threw, is handed out again": {
    "'later' is taken for 'done'": (queue) => ({
      consume: (handle, options) => queue.consume(async (trial) => ((await handle(trial)) ? 'done' : 'done'), options),
    }),
    'a handler that threw is taken for one that is done': (queue) => ({
      consume: (handle, options) => queue.consume((trial) => handle(trial).catch(() => 'done'), options),
    }),
  },
  "a trial answered 'later' after the signal was aborted is handed out again at once": {
    'is forgotten': (queue) => ({
      consume: (handle, options) =>
        queue.consume(
          async (trial) => ((await handle(trial)) === 'later' && !options.signal.aborted ? 'later' : 'done'),
          options,
        ),
    }),
    'comes back after a delay': (queue) => ({
      consume: (handle, options) =>
        queue.consume(async (trial) => {
          const answer = await handle(trial)
          if (answer === 'done' || !options.signal.aborted) return answer
          setTimeout(() => queue.offer([{ trial, generation: 0 }]), 300)
          return 'done'
        }, options),
    }),
  },
  'a new generation of a trial is handed out though an older one was done': {
    'a trial is handed out once in its life': (queue) => {
      const offered = new Set<string>()
      return { offer: (trials) => queue.offer(trials.filter(({ trial }) => isNew(offered, trial))) }
    },
  },
  '`known` names every trial that the queue would still hand out or is handling, and no other': {
    'leaves out those that wait': (_, hints) => ({
      known: async () => new Set([...hints.known].filter(([key]) => !hints.ready.has(key)).map(([, trial]) => trial)),
    }),
    'leaves out those being handled': (_, hints) => ({
      known: async () =>
        new Set(
          [...hints.known].filter(([key]) => hints.ready.has(key) || hints.timers.has(key)).map(([, trial]) => trial),
        ),
    }),
    'leaves out those that come back': (_, hints) => ({
      known: async () => new Set([...hints.known].filter(([key]) => !hints.timers.has(key)).map(([, trial]) => trial)),
    }),
    'names those that are done': (queue) => {
      const offered: Parameters<TrialQueue['offer']>[0][number]['trial'][] = []
      return {
        offer: async (trials) => {
          offered.push(...trials.map(({ trial }) => trial))
          await queue.offer(trials)
        },
        known: async () => new Set(offered),
      }
    },
  },
  '`depth` counts what waits, what is being handled and what comes back, and tells how long ago the next one was offered':
    {
      'counts what is being handled as waiting': (queue, hints) => ({
        depth: async () => ({ ...(await queue.depth()), waiting: hints.known.size - hints.timers.size, active: 0 }),
      }),
      'leaves out those that come back': (queue) => ({
        depth: async () => ({ ...(await queue.depth()), delayed: 0 }),
      }),
      'tells milliseconds': (queue) => ({
        depth: async () => {
          const depth = await queue.depth()
          return { ...depth, oldestSeconds: depth.oldestSeconds * 1000 }
        },
      }),
      'tells no time': (queue) => ({
        depth: async () => ({ ...(await queue.depth()), oldestSeconds: 0 }),
      }),
      'goes on telling how long ago it was when none waits': (queue) => {
        let longest = 0
        return {
          depth: async () => {
            const depth = await queue.depth()
            longest = Math.max(longest, depth.oldestSeconds)
            return { ...depth, oldestSeconds: longest }
          },
        }
      },
    },
  'never more than `concurrency` handlers run at once in one `consume`': {
    'one more runs': (queue) => ({
      consume: (handle, options) => queue.consume(handle, { ...options, concurrency: options.concurrency + 1 }),
    }),
    'all that wait run': (queue) => ({
      consume: (handle, options) => queue.consume(handle, { ...options, concurrency: 100 }),
    }),
  },
  'once `signal` is aborted nothing new is handed out, and `consume` resolves after the handlers under way': {
    'resolves at once': (queue) => ({
      consume: async (handle, options) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        options.signal.addEventListener('abort', () => resolve())
        await Promise.race([queue.consume(handle, options), promise])
      },
    }),
    'goes on with what waits': (queue, hints) => ({
      consume: async (handle, options) => {
        await queue.consume(handle, options)
        for (const key of hints.ready) {
          hints.ready.delete(key)
          await handle(hints.known.get(key)!)
        }
      },
    }),
    'never resolves': (queue) => ({
      consume: async (handle, options) => {
        await queue.consume(handle, options)
        await new Promise(() => {})
      },
    }),
    'drops what waits': (queue, hints) => ({
      consume: async (handle, options) => {
        await queue.consume(handle, options)
        hints.ready.clear()
        hints.known.clear()
      },
    }),
  },
}

/** Memory queues that break one promise each. */
export const brokenTrialQueues: readonly Broken<TrialQueueHarness>[] = Object.entries(breaks).flatMap(
  ([promise, ways]) =>
    Object.entries(ways).map(([how, way]) => ({
      promise,
      how,
      harness: async () => {
        const hints = memoryHints()
        const whole = await memoryQueueHarness(hints)
        const open = async (laterMs?: number) => {
          const queue = await whole.open(laterMs)
          return { ...queue, ...way(queue, hints) }
        }
        return { ...whole, open, patienceMs: 150 }
      },
    })),
)

function isNew(seen: Set<string>, key: string): boolean {
  const before = seen.size
  return seen.add(key).size > before
}
