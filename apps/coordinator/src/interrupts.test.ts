import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { interrupts } from './interrupts.ts'

function world({ ignoresHangup = false } = {}) {
  const source = new EventEmitter()
  const clock = { ms: 1000 }
  const heard: number[] = []
  const all = interrupts({ source, ignoresHangup, now: () => clock.ms })
  const listening = all.on(() => heard.push(clock.ms))
  const after = (ms: number, signal: string) => {
    clock.ms += ms
    source.emit(signal)
  }
  return { source, heard, all, listening, after }
}

test('each Ctrl-C of a person is heard', () => {
  const { heard, after } = world()
  after(0, 'SIGINT')
  after(500, 'SIGINT')
  after(500, 'SIGTERM')
  expect(heard).toEqual([1000, 1500, 2000])
})

test('a Ctrl-C that a launcher passes on is heard once, also as another signal', () => {
  const { heard, after } = world()
  after(0, 'SIGINT')
  after(1, 'SIGTERM')
  after(18, 'SIGHUP')
  after(480, 'SIGINT')
  expect(heard).toEqual([1000])
})

test('a terminal or a pipe that closes is a first wish, and never a second', () => {
  for (const close of ['SIGHUP', 'closed'] as const) {
    const { heard, all, after } = world()
    const closes = () => (close === 'closed' ? all.closed() : after(0, 'SIGHUP'))
    closes()
    expect(heard).toEqual([1000])
    after(60_000, 'none')
    closes()
    expect(heard).toEqual([1000])
    after(0, 'SIGINT')
    expect(heard).toEqual([1000, 61_000])
  }
})

test('under nohup a terminal may close', () => {
  const { heard, after } = world({ ignoresHangup: true })
  after(0, 'SIGHUP')
  expect(heard).toEqual([])
  after(0, 'SIGTERM')
  expect(heard).toEqual([1000])
})

test('without a handler nothing is listened to, and a closed pipe is told to nobody', () => {
  const { source, all, listening } = world()
  expect(all.closed()).toBe(true)
  listening[Symbol.dispose]()
  expect(source.eventNames()).toEqual([])
  expect(all.closed()).toBe(false)
})

test('of several handlers only the newest hears, and the one before when that has gone', () => {
  const { heard, all, after } = world()
  const inner: string[] = []
  const listening = all.on((wish) => inner.push(wish))
  after(0, 'SIGTERM')
  all.closed()
  expect([heard, inner]).toEqual([[], ['SIGTERM']])
  listening[Symbol.dispose]()
  after(0, 'SIGINT')
  expect([heard, inner]).toEqual([[1000], ['SIGTERM']])
})
