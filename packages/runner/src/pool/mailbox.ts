import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'

export interface Mailbox<T> {
  /** The next message, or none once the sender has ended and everything is read. */
  next(): Promise<T | undefined>
}

/**
 * What arrives on a port, in order, until `ended` has settled and nothing is left.
 *
 * `ended` may settle before the last messages were dispatched: what a thread posted before its end already lies in the
 * port then, and is read from there.
 */
export function mailbox<T>(port: MessagePort, ended: Promise<unknown>): Mailbox<T> {
  const letters: T[] = []
  let isOpen = true
  let wake: () => void = () => undefined
  port.on('message', (letter: T) => {
    letters.push(letter)
    wake()
  })
  void ended.finally(() => {
    for (let left = receiveMessageOnPort(port); left !== undefined; left = receiveMessageOnPort(port)) {
      letters.push(left.message)
    }
    isOpen = false
    port.close()
    wake()
  })
  return {
    async next() {
      while (isOpen && letters.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return letters.shift()
    },
  }
}
