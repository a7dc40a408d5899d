import type { ChainableCommander } from 'ioredis'

/** The replies to commands that the server carries out as one; the first error among them is thrown. */
export async function transacted<Replies extends readonly unknown[]>(commands: ChainableCommander): Promise<Replies> {
  const replies = ((await commands.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error
    return reply
  })
  return replies as unknown as Replies
}
