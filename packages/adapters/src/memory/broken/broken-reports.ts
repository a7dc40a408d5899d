import type { Metrics } from '@hypersweep/sweep'
import { type StoreBreaks, trialIn } from './store-break.ts'

/** Breaks of what is kept of an epoch. */
export const brokenReports: StoreBreaks = {
  '`report` keeps the first value of an epoch; the same values again are accepted, others are a `mismatch` that changes nothing':
    {
      'the last value wins': (store, state) => ({
        report: async (claim, report, extra) => {
          const reply = await store.report(claim, report, extra)
          if (reply.status !== 'mismatch') return reply
          const trial = trialIn(state, claim.trial)
          const reports = trial.record.reports.map((each) =>
            each.epoch === report.epoch ? { ...each, ...report } : each,
          )
          trial.record = { ...trial.record, reports }
          return reply
        },
      }),
      'others are accepted': (store) => ({
        report: async (claim, report, extra) => {
          const reply = await store.report(claim, report, extra)
          return reply.status === 'mismatch' && !('m2' in report.metrics) ? { status: 'accepted' } : reply
        },
      }),
      'the order of the names counts': (store, state) => ({
        report: async (claim, report, extra) => {
          const reply = await store.report(claim, report, extra)
          const first = trialIn(state, claim.trial).record.reports.find(({ epoch }) => epoch === report.epoch)
          if (reply.status !== 'accepted' || !first) return reply
          if (JSON.stringify(first.metrics) === JSON.stringify(report.metrics)) return reply
          return { status: 'mismatch', first: first.metrics, firstWorker: first.worker }
        },
      }),
      'names the worker that came second': (store, state) => ({
        report: async (claim, report, extra) => {
          const reply = await store.report(claim, report, extra)
          const { state: now } = trialIn(state, claim.trial).record
          return reply.status === 'mismatch' && now.status === 'running' ? { ...reply, firstWorker: now.worker } : reply
        },
      }),
      'a mismatch replaces the best': (store, state) => ({
        report: async (claim, report, extra) => {
          const reply = await store.report(claim, report, extra)
          const trial = trialIn(state, claim.trial)
          if (reply.status === 'mismatch') trial.record = { ...trial.record, best: extra.best }
          return reply
        },
      }),
    },
  'metrics come back with every bit': {
    'keeps fourteen digits, as cjson does': (store) => rounding(store, (value) => Number(value.toPrecision(14))),
    'keeps float32': (store) => rounding(store, Math.fround),
    'loses the sign of zero, as JSON does': (store) => rounding(store, (value) => value + 0),
    'takes what is not finite': (store) => ({
      report: (claim, report, extra) => {
        const isWhole = Object.values(report.metrics).every(Number.isFinite)
        return isWhole ? store.report(claim, report, extra) : Promise.resolve({ status: 'accepted' })
      },
    }),
  },
}

/** Only values that are hard to keep are spoilt: the other promises are tested with easy ones. */
function rounding(store: Parameters<StoreBreaks[string][string]>[0], round: (value: number) => number) {
  const spoilt = (metrics: Metrics): Metrics =>
    Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [
        name,
        name === 'm0' || Object.is(value, -0) ? round(value) : value,
      ]),
    )
  return {
    trial: async (id: Parameters<typeof store.trial>[0]) => {
      const record = await store.trial(id)
      return (
        record && { ...record, reports: record.reports.map((each) => ({ ...each, metrics: spoilt(each.metrics) })) }
      )
    },
  }
}
