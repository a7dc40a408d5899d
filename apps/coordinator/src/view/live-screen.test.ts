import { expect, test } from 'vitest'
import { liveScreen } from './live-screen.ts'
import { cells } from './printable.ts'
import type { Snapshot } from './snapshot.ts'

const params = { learning_rate: 0.1, lr_decay: 0.9, momentum: 0.9, dropout: 0.25, hidden: 128 }
const shot: Snapshot = {
  name: 'mnist-mlp',
  control: 'run',
  metric: { name: 'val_accuracy', goal: 'maximize' },
  total: 48,
  waiting: 28,
  running: [
    { number: 17, worker: 'w', epoch: 3, epochs: 5, curve: [0.9, 0.95, 0.9612], params },
    { number: 18, worker: 'w', epoch: 0, epochs: 5, curve: [], params },
  ],
  complete: 17,
  failed: 1,
  cancelled: 0,
  workers: new Map(),
  reasons: new Map([['diverged', 1]]),
  best: { number: 9, score: 0.9731, epoch: 5, params },
  engine: '2 threads',
  elapsedSeconds: 42,
  trialsPerMinute: 24.14,
  secondsLeft: 77,
}

test('at 80 columns everything is there', () => {
  expect(liveScreen(shot, { columns: 80, rows: 24 })).toEqual([
    'mnist-mlp                                                        2 threads  0:42',
    '██████████████░░░░░░░░░░░░░░░░░░░░░░░░░  18/48  37 %  1:17 left  24.1 trials/min',
    'complete 17   running 2   waiting 28   failed 1 (1 diverged)',
    '',
    'trial  epoch  val_accuracy         learnin…  lr_decay  momentum  dropout  hidden',
    '   17    3/5        0.9612  ▁▇█         0.1       0.9       0.9     0.25     128',
    '   18    0/5             –              0.1       0.9       0.9     0.25     128',
    '',
    'best  val_accuracy 0.9731  trial 9, epoch 5',
    '      learning_rate=0.1 lr_decay=0.9 momentum=0.9 dropout=0.25 hidden=128',
  ])
})

test('a sweep that a person holds says so beside its name, and counts what is cancelled', () => {
  const held: Snapshot = { ...shot, control: 'stop', waiting: 0, cancelled: 28 }
  const [head, bar, counts] = liveScreen(held, { columns: 80, rows: 24 })
  expect(head).toMatch(/^mnist-mlp \(stopped\) +2 threads {2}0:42$/)
  expect(bar).toContain('46/48  95 %')
  expect(counts).toBe('complete 17   running 2   waiting 0   failed 1 (1 diverged)   cancelled 28')
})

test('at 50 columns the curves are gone and the headers short', () => {
  expect(liveScreen(shot, { columns: 50, rows: 24 })).toEqual([
    'mnist-mlp                          2 threads  0:42',
    '█████████░░░░░░░░░░░░░░░░░  18/48  37 %  1:17 left',
    'complete 17   running 2   waiting 28   failed 1',
    '',
    'trial  epoch  val_a…  lear…  lr_d…  mome…  drop…',
    '   17    3/5  0.9612    0.1    0.9    0.9   0.25',
    '   18    0/5       –    0.1    0.9    0.9   0.25',
    '',
    'best  val_accuracy 0.9731  trial 9, epoch 5',
    '      learning_rate=0.1 lr_decay=0.9 momentum=0.9',
    '      dropout=0.25 hidden=128',
  ])
})

test('no line is wider than the terminal, however narrow that is', () => {
  for (let columns = 1; columns <= 100; columns += 1) {
    for (const line of liveScreen(shot, { columns, rows: 24 })) expect(cells(line)).toBeLessThanOrEqual(columns)
  }
})

test('there are fewer lines than the terminal has rows', () => {
  const many = { ...shot, running: Array.from({ length: 64 }, (_, number) => ({ ...shot.running[0]!, number })) }
  for (let rows = 2; rows <= 40; rows += 1) {
    expect(liveScreen(many, { columns: 80, rows }).length).toBeLessThan(rows)
  }
})

test('running trials that have no room are counted', () => {
  const running = Array.from({ length: 30 }, (_, number) => ({ ...shot.running[0]!, number }))
  expect(liveScreen({ ...shot, running }, { columns: 80, rows: 24 })).toContain('and 16 more')
})

test('a sweep that has not begun shows no trials and no best one', () => {
  const { best: _best, secondsLeft: _left, trialsPerMinute: _pace, ...rest } = shot
  const lines = liveScreen({ ...rest, waiting: 48, complete: 0, failed: 0, running: [] }, { columns: 80, rows: 24 })
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^░{40} {2}0\/48 {2}0 %$/)
})

test('the bar is full only when every trial has ended', () => {
  const bar = (complete: number) =>
    liveScreen({ ...shot, total: 1000, complete, failed: 0 }, { columns: 80, rows: 9 })[1]
  expect(bar(999)).toContain('░')
  expect(bar(1000)).not.toContain('░')
})

test.each([
  [
    80,
    5,
    [
      'mnist-mlp                                                        2 threads  0:42',
      '██████████████░░░░░░░░░░░░░░░░░░░░░░░░░  18/48  37 %  1:17 left  24.1 trials/min',
      'complete 17   running 2   waiting 28   failed 1 (1 diverged)',
      'best  val_accuracy 0.9731  trial 9, epoch 5',
    ],
  ],
  [
    20,
    24,
    [
      'mnist-mlp       0:42',
      '████░░░░░░░░░  18/48',
      'running 2  failed 1',
      '',
      'trial  epoch  val_a…',
      '   17    3/5  0.9612',
      '   18    0/5       –',
      '',
      'best  0.9731',
      '      learning_rate…',
      '      lr_decay=0.9',
    ],
  ],
  [20, 3, ['mnist-mlp       0:42', '████░░░░░░░░░  18/48']],
])('at %i columns and %i rows what matters most is there', (columns, rows, lines) => {
  expect(liveScreen(shot, { columns, rows })).toEqual(lines)
})

test('workers are told with how many trials each trains, as many as have room', () => {
  const workers = new Map(Array.from({ length: 12 }, (_, place) => [`host-${place}`, 2]))
  const line = (columns: number) => liveScreen({ ...shot, workers }, { columns, rows: 24 })[3]
  expect(line(80)).toBe('on 12 workers: host-0 2, host-1 2, host-2 2, host-3 2, host-4 2, and 7 more')
  expect(line(20)).toBe('on 12 workers')
  expect(liveScreen({ ...shot, workers: new Map([['host', 2]]) }, { columns: 80, rows: 24 })[3]).toBe('')
})

test('the newest failure is told above the best trial', () => {
  const failure = { number: 4, reason: 'memory', message: 'took too much\x1b[2J' }
  const lines = liveScreen({ ...shot, failure }, { columns: 80, rows: 24 })
  expect(lines.slice(-4, -1)).toEqual([
    '',
    'failed  trial 4 (memory): took too much�[2J',
    'best  val_accuracy 0.9731  trial 9, epoch 5',
  ])
})

test('where there is room for one of them, the best trial goes before the newest failure', () => {
  const failure = { number: 4, reason: 'memory', message: 'took too much' }
  expect(liveScreen({ ...shot, failure }, { columns: 80, rows: 5 }).at(-1)).toMatch(/^best /)
  expect(liveScreen({ ...shot, failure }, { columns: 80, rows: 6 }).at(-1)).toMatch(/^failed /)
})

test('of a sweep that is held no time left is told', () => {
  expect(liveScreen({ ...shot, control: 'pause' }, { columns: 80, rows: 24 }).join('')).not.toContain('left')
})

test('why nobody takes its trials is told, the words of the workers where there is room', () => {
  const details = [`node-1: There is no file ${'/srv'.repeat(30)}/mnist.csv. Put it there.`, 'node-2: other']
  const declines = { what: 'no worker has data mnist', details, all: [] }
  const idle: Snapshot = { ...shot, running: [], waiting: 30, declines }
  const lines = liveScreen(idle, { columns: 80, rows: 24 })
  expect(lines.slice(4, 9)).toEqual([
    'waiting: no worker has data mnist',
    '  node-1: There is no file',
    expect.stringMatching(/^ {4}\/srv.*…$/),
    '    Put it there.',
    '  node-2: other',
  ])
  expect(liveScreen(idle, { columns: 80, rows: 6 })[3]).toBe('waiting: no worker has data mnist')
  for (let columns = 1; columns <= 100; columns += 1) {
    for (const line of liveScreen(idle, { columns, rows: 24 })) expect(cells(line)).toBeLessThanOrEqual(columns)
  }
})
