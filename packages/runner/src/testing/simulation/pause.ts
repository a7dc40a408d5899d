/** On the clock that tests move. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What somebody waits for who is no more. */
export function forever(): Promise<never> {
  return new Promise(() => undefined)
}
