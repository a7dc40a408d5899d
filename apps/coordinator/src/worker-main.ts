import { fileURLToPath } from 'node:url'

/** The worker app's own main, as source or built, as this process is. Packing puts a file of its own in the place of this one. */
export function workerMain(): string {
  return fileURLToPath(import.meta.resolve('@hypersweep/worker/main'))
}
