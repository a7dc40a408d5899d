import { describe, expect, test } from 'vitest'

/** One sentence of a port's doc, and how to find out whether an adapter keeps it. */
export interface PortPromise<Harness extends AsyncDisposable> {
  /** The sentence as the port has it; it is the test's name. */
  promise: string
  /** Rejects where the promise is broken. */
  check(harness: Harness): Promise<void>
}

/** Runs each promise as a test of its own, on an adapter that was made for it alone. */
export function testPromises<Harness extends AsyncDisposable>(
  adapter: string,
  promises: readonly PortPromise<Harness>[],
  harness: () => Promise<Harness>,
): void {
  describe(`${adapter}`, () => {
    for (const { promise, check } of promises) {
      test(`${promise}`, async () => {
        expect.hasAssertions()
        await keeps(check, harness)
      })
    }
  })
}

/** Makes a harness, runs one check on it and puts the harness away. */
export async function keeps<Harness extends AsyncDisposable>(
  check: (harness: Harness) => Promise<void>,
  harness: () => Promise<Harness>,
): Promise<void> {
  await using made = await harness()
  await check(made)
}
