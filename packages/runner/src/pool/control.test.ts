import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { acknowledge, awaitAcknowledged, type Control, createControl, isStopRequested, requestStop } from './control.ts'

test('a new control asks for nothing', () => {
  expect(isStopRequested(createControl())).toBe(false)
})

test('a stop stays requested, however often it is requested', () => {
  const control = createControl()
  requestStop(control)
  requestStop(control)
  expect(isStopRequested(control)).toBe(true)
  awaitAcknowledged(control, 1000)
})

test.each([
  ['the acknowledgement', acknowledge],
  ['a stop', requestStop],
])('a thread that waits goes on at %s, and not before', async (_, release) => {
  const control = createControl()
  const events: string[] = []
  const thread = waitingThread(control)
  await new Promise((resolve) => thread.once('message', resolve))
  thread.on('message', (message) => events.push(message))
  await new Promise((resolve) => setImmediate(resolve))
  events.push('released')
  release(control)
  await new Promise((resolve) => thread.once('exit', resolve))
  expect(events).toEqual(['released', 'went on'])
})

function waitingThread(control: Control): Worker {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads'
    import { awaitAcknowledged } from ${JSON.stringify(new URL('./control.ts', import.meta.url).href)}
    parentPort.postMessage('waits')
    awaitAcknowledged(workerData, 1)
    parentPort.postMessage('went on')`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: control })
}
