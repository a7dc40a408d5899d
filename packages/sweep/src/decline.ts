/** What a worker lacks: the data, the numeric code or the checkpoint store of a sweep, or a label that it asks for. */
export const DECLINE_REASONS = ['data', 'numerics', 'checkpoints', 'labels'] as const

/** Why a worker leaves the trials of a sweep to others; nothing is decided by it. */
export interface Decline {
  /** Its name. */
  worker: string
  reason: (typeof DECLINE_REASONS)[number]
  /** What it has and what is needed, for people. */
  text: string
}

/** How many declines of a sweep a store keeps, the newest. */
export const KEPT_DECLINES = 100

/** After so many leases a worker that still declines has to have said so again. */
export const DECLINE_LEASES = 4
