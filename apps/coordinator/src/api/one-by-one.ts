import { Refusal } from '@hypersweep/service'

/**
 * Does one work after the other, in the order in which they come.
 *
 * @throws Refusal BUSY, 429, where `most` wait already
 */
export function oneByOne(most = 16) {
  let open = 0
  let last: Promise<unknown> = Promise.resolve()
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (open >= most) {
      const headers = { 'Retry-After': '1' }
      throw new Refusal(429, 'BUSY', `${open} others are to be done first.`, 'Try again in a moment.', { headers })
    }
    open += 1
    const own = last.then(work)
    last = own.catch(() => undefined)
    try {
      return await own
    } finally {
      open -= 1
    }
  }
}
