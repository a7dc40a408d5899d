/**
 * More threads or worker processes than this are a slip of the hand: each takes tens of megabytes, and a number typed
 * wrong would take the machine down before a trial has begun.
 */
export const MOST_THREADS = 256
export const MOST_WORKERS = 256

/** Megabytes; a pebibyte is a slip of the hand too. */
export const MOST_MEMORY_MB = 2 ** 30
