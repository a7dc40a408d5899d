/** What a worker does for a trial, in this order; the middle ones with every epoch. */
export const STEPS = [
  'claim',
  'load',
  'train',
  'write',
  'sync',
  'rename',
  'sync the folder',
  'report',
  'finish',
  'acknowledge',
] as const
export type Step = (typeof STEPS)[number]

/** What becomes of the step. `hang`: it is done when it is released, and until then no lease is renewed either. */
export const EFFECTS = ['throw', 'lose the reply', 'hang', 'do twice'] as const
/** The process is killed with SIGKILL. */
export const DEATHS = ['die before', 'die after'] as const
export type Effect = (typeof EFFECTS)[number] | (typeof DEATHS)[number]

export interface Cell {
  step: Step
  effect: Effect
}

export interface FailPoint {
  /** Whether it has happened. */
  readonly isHit: boolean
  /** Does a step, badly where it is this one. */
  at<T>(step: Step, work: () => Promise<T>): Promise<T>
  /** Waits while a step hangs. */
  unhung(): Promise<void>
  /** Ends a hang. */
  release(): void
}

/** Steps that have to succeed once before the fault: an epoch is there to go on from. */
const DONE_BEFORE: Partial<Record<Step, number>> = { write: 1, sync: 1, rename: 1, 'sync the folder': 3, report: 1 }

export function failPoint({ step, effect }: Cell): FailPoint {
  let count = 0
  const isDue = (at: Step) => at === step && count++ === (DONE_BEFORE[step] ?? 0)
  const released = Promise.withResolvers<void>()
  const point = {
    isHit: false,
    unhung: async () => (point.isHit && effect === 'hang' ? released.promise : undefined),
    release: released.resolve,
    async at<T>(at: Step, work: () => Promise<T>): Promise<T> {
      if (!isDue(at)) return work()
      point.isHit = true
      switch (effect) {
        case 'throw':
          throw new Error(`a fault at ${step}`)
        case 'lose the reply':
          await work()
          throw new Error(`a fault after ${step}`)
        case 'hang':
          await released.promise
          return work()
        case 'do twice':
          await work()
          return work()
        case 'die before':
          return die()
        case 'die after':
          await work()
          return die()
      }
    },
  }
  return point
}

async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}
