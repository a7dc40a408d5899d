import { checkTraces, openTraces } from '@hypersweep/service/traces'
import type { Context, Engine, Target } from '../context.ts'

/**
 * Makes the same engine with traces of what this process does to trials; what is left of them is sent when it is closed.
 * A slip in the environment is told at once, before an engine is opened.
 */
export function tracedEngine({ err, process: instance }: Context, { log = (line) => err.say(line) }: Target) {
  const { env } = process
  checkTraces(env)
  return async (engine: Engine): Promise<Engine> => {
    const traces = await openTraces({ env, service: 'hypersweep-driver', instance, log })
    if (traces === undefined) return engine
    return {
      ...engine,
      store: traces.store(engine.store),
      queue: traces.queue(engine.queue),
      checkpoints: traces.checkpoints(engine.checkpoints),
      async [Symbol.asyncDispose]() {
        await engine[Symbol.asyncDispose]()
        await traces[Symbol.asyncDispose]()
      },
    }
  }
}
