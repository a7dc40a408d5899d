import type { Claim, ClaimId, TrialId } from '@hypersweep/sweep'

/** What must be known of a claim to give its trial back after its process has died. */
export type ClaimUnderWay = ClaimId & { generation: number }

/** The trials that a process is training. */
export interface UnderWay {
  readonly size: number
  /** The one that began last. */
  readonly newest: Attempted | undefined
  add(claim: Claim, attempted: Attempted): Disposable
}

export interface Attempted {
  /** Ends its thread: memory is freed with the thread alone. Resolves when it is dead. */
  kill(code: string, message: string): Promise<void>
}

/** @param onChange  told of all claims whenever one comes or goes */
export function underWay(onChange: (claims: readonly ClaimUnderWay[]) => void = () => undefined): UnderWay {
  const all = new Map<TrialId, { claim: ClaimUnderWay; attempted: Attempted }>()
  const tell = () => onChange([...all.values()].map(({ claim }) => claim))
  return {
    get size() {
      return all.size
    },
    get newest() {
      return [...all.values()].at(-1)?.attempted
    },
    add({ trial, attempt, token, record: { generation } }, attempted) {
      all.set(trial, { claim: { trial, attempt, token, generation }, attempted })
      tell()
      return {
        [Symbol.dispose]() {
          all.delete(trial)
          tell()
        },
      }
    },
  }
}
