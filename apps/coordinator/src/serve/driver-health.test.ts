import { expect, test } from 'vitest'
import { driverHealth } from './driver-health.ts'

test('a driver is well from its first round on, for as long as the next ones come', () => {
  let now = 0
  const driver = driverHealth(() => now)
  expect(driver.health()).toEqual({ status: 'unwell', reason: 'The driver has not come round yet.' })
  driver.turned()
  now = 20_000
  expect(driver.health()).toEqual({ status: 'ok' })
  now = 27_400
  expect(driver.health()).toEqual({ status: 'unwell', reason: 'The driver has not come round for 27 s.' })
  driver.turned()
  expect(driver.health()).toEqual({ status: 'ok' })
})

test('a round that fails says why at once, until one goes well', () => {
  const driver = driverHealth(() => 0)
  driver.turned()
  driver.failed(new Error('Redis at queue:6379 does not answer.'))
  expect(driver.health()).toEqual({ status: 'unwell', reason: 'Redis at queue:6379 does not answer.' })
  driver.turned()
  expect(driver.health()).toEqual({ status: 'ok' })
})
