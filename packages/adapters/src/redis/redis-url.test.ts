import { expect, test } from 'vitest'
import { maskUrl, redisAddress } from './redis-url.ts'

test.each([
  ['redis://:hunter2@db.example:6379/0', 'redis://:***@db.example:6379/0'],
  ['rediss://ada:hun:t@er/2@db.example', 'rediss://ada:***@db.example'],
  ['redis://db.example:6379', 'redis://db.example:6379'],
  ['redis://db.example?password=hunter2&x=1', 'redis://db.example?password=***&x=1'],
  ['nonsense://ada:hunter2@', 'nonsense://ada:***@'],
  ['redis://hunter2@db.example', 'redis://***@db.example'],
  ['rediss://ada@db.example?ca=/a@b&password_file=p', 'rediss://ada@db.example?ca=/a@b&password_file=p'],
  ['rediss://ada:hun?ter/2@db.example:6380/0?ca=/a@b', 'rediss://ada:***@db.example:6380/0?ca=/a@b'],
  ['rediss://hunter2@db.example?ca=ca.pem', 'rediss://***@db.example?ca=ca.pem'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
})

test('a URL names host, port, database and login, or a socket', () => {
  expect(redisAddress('redis://localhost')).toEqual({ host: 'localhost', port: 6379, db: 0 })
  expect(redisAddress('rediss://ada:p%40ss@[::1]:6380/3')).toEqual({
    host: '::1',
    port: 6380,
    db: 3,
    username: 'ada',
    password: 'p@ss',
    tls: {},
  })
  expect(redisAddress('unix:///tmp/a%20b/redis.sock')).toEqual({ path: '/tmp/a b/redis.sock' })
})

test.each([
  'localhost:6379',
  'http://localhost',
  'redis://',
  'redis://host/first',
  '',
  'redis://ada:hunter2@host/x',
  'redis://ada:hunter2%zz@host',
])('"%s" is refused without showing a password', (url) => {
  expect(() => redisAddress(url)).toThrow(/is no Redis URL\. A URL like redis:\/\/localhost:6379/)
  expect(() => redisAddress(url)).not.toThrow(/hunter2/)
})
