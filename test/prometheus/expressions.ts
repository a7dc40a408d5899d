import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { parse } from 'yaml'

export const infra = join(import.meta.dirname, '../../infra')

/** A question to Prometheus, and where it stands. */
export interface Expression {
  /** `alert HypersweepNoWorker`, `panel Samples`. */
  where: string
  text: string
}

interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[]
}

interface Dashboard {
  panels: { title: string; targets?: { expr: string; legendFormat: string }[] }[]
}

export function alerts(): Expression[] {
  const { groups }: Rules = parse(readFileSync(join(infra, 'prometheus/alerts.yml'), 'utf8'))
  return groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, text: expr })))
}

export function dashboard(): Dashboard {
  return JSON.parse(readFileSync(join(infra, 'grafana/dashboards/hypersweep.json'), 'utf8'))
}

/** What Grafana puts in the places of its variables before it asks: all sweeps, and a range that has a rate. */
const VARIABLES: Readonly<Record<string, string>> = { $sweep: '.*', $__rate_interval: '10m' }

export function panels(): Expression[] {
  return dashboard().panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      where: `panel ${title}`,
      text: expr.replace(/\$\w+/g, (name) => VARIABLES[name] ?? name),
    })),
  )
}

/**
 * The names of the metrics that an expression asks for, read by Prometheus's own grammar.
 *
 * @throws Error where it is no expression
 */
export function metricNames({ where, text }: Expression): string[] {
  const names = new Set<string>()
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`${where}: no PromQL at ${from}: ${text.slice(from)}`)
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.add(text.slice(from, to))
    },
  })
  return [...names]
}
