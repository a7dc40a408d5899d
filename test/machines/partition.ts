import { setTimeout as pause } from 'node:timers/promises'
import type { Listening } from '../faults/soak/listen.ts'
import { connectionFrom } from './connection-from.ts'
import type { Machine } from './network.ts'

/** What a silent partition of one machine was and did. */
export interface Partition {
  /** The means of traffic control. */
  cutBy: string
  cutSeconds: number
  /** Commands of that machine that Redis met before and meanwhile. */
  heardBefore: number
  heardWhileCut: number
  /** What came of new connections from there before and meanwhile: `connected`, an error, or `silence`. */
  connectionBefore: string
  connectionWhileCut: string
}

export interface PartitionOptions {
  machine: Machine
  redisAddress: string
  listening: Pick<Listening, 'heardFrom'>
  /** What the partition has struck, asked once nothing passes any more; nothing where it fell between two trials. */
  struck: () => Promise<number | undefined>
  /** Resolves when it has lasted long enough for what it struck. */
  until: (struck: number) => Promise<unknown>
}

/** For so long what had passed the cable may still be on its way through the server and its monitor. */
const SETTLE_MS = 200

/** Pulls a machine's cable, with proof that nothing passes, and plugs it in again; as often as it takes to strike. */
export async function partition({ machine, redisAddress, listening, ...story }: PartitionOptions): Promise<Partition> {
  const heard = () => listening.heardFrom(machine.address)
  const connectionBefore = await connectionFrom(machine, redisAddress)
  for (;;) {
    const heardBefore = heard()
    const cutBy = machine.cut()
    const begin = performance.now()
    await pause(SETTLE_MS)
    const heardAtFirst = heard()
    const struck = await story.struck()
    if (struck === undefined) {
      machine.heal()
      await pause(SETTLE_MS)
      continue
    }
    const lasted = story.until(struck)
    const [connectionWhileCut] = await Promise.all([connectionFrom(machine, redisAddress), lasted])
    const heardWhileCut = heard() - heardAtFirst
    machine.heal()
    const cutSeconds = (performance.now() - begin) / 1000
    return { cutBy, cutSeconds, heardBefore, heardWhileCut, connectionBefore, connectionWhileCut }
  }
}
