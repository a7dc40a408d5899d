import { forever, pause } from './pause.ts'

/** What lies between a process and its store and queue. */
export interface Wire {
  /** Does something on the other side. */
  send<T>(work: () => Promise<T>): Promise<T>
  /** Nothing passes until healed. What was sent waits on the way, and who sent it is told after a while that no reply came. */
  cut(): void
  heal(): void
  /** The next request is carried out, and its reply lost. */
  loseReply(): void
  /** The next request is carried out twice. */
  duplicate(): void
  /** The process is no more: what it had sent arrives, and nobody hears of it. */
  die(): void
}

/** How long a sender waits for a reply. */
const PATIENCE_MS = 5000

/** @param latencyMs  how long the next message takes */
export function wire(latencyMs: () => number): Wire {
  let [isDead, isCut, losesReply, duplicates] = [false, false, false, false]
  let healed = Promise.withResolvers<void>()
  const carriedOut = async <T>(work: () => Promise<T>): Promise<T> => {
    await pause(latencyMs())
    if (isCut) await healed.promise
    if (duplicates) await work()
    duplicates = false
    const reply = await work()
    await pause(latencyMs())
    if (isCut) await healed.promise
    if (!losesReply) return reply
    losesReply = false
    throw new Error('the reply was lost')
  }
  return {
    async send(work) {
      if (isDead) return forever()
      const late = pause(PATIENCE_MS).then(() => Promise.reject(new Error('no reply')))
      const reply = carriedOut(work)
      for (const each of [late, reply]) each.catch(() => undefined)
      const settled = await Promise.race([reply, late]).then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error
        },
      )
      return isDead ? forever() : settled()
    },
    cut() {
      isCut = true
    },
    heal() {
      isCut = false
      healed.resolve()
      healed = Promise.withResolvers()
    },
    loseReply() {
      losesReply = true
    },
    duplicate() {
      duplicates = true
    },
    die() {
      isDead = true
    },
  }
}

/** An object whose methods are on the other side of a wire. */
export function behind<Port extends object>(line: Wire, port: Port): Port {
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key)
      if (typeof method !== 'function') return method
      return (...values: unknown[]) => line.send(() => method.apply(target, values) as Promise<unknown>)
    },
  })
}
