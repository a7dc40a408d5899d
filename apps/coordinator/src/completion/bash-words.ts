/** Where bash takes words apart that people think of as one: `--format=json` and `redis://host:6379`. */
const BREAKS = /^[=:]+$/

/** The words as a person sees them: put together again, and without quotes. */
export function fromBash(words: readonly string[]): string[] {
  const whole: string[] = []
  let isOpen = false
  for (const word of words) {
    const isBreak = BREAKS.test(word)
    if ((isBreak || isOpen) && whole.length > 0) whole.push(whole.pop()! + word)
    else whole.push(word)
    isOpen = isBreak
  }
  return whole.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
}

/** What bash puts in the place of its own last word: a candidate without what stands before that. */
export function forBash(value: string, current: string): string {
  return value.slice(Math.max(current.lastIndexOf('='), current.lastIndexOf(':')) + 1)
}
