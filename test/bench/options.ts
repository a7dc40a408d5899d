import { parseArgs } from 'node:util'
import { WORKS, type Work } from './works.ts'

export const PEERS = ['torch', 'sklearn', 'tfjs'] as const
export type PeerName = (typeof PEERS)[number]

export interface PeersOptions {
  works: readonly Work[]
  peers: readonly PeerName[]
  /** Each round measures every contender once. */
  rounds: number
  /** How long one measurement counts; it warms up for a quarter of this before. */
  seconds: number
  format: 'table' | 'json'
  help: boolean
}

export const USAGE = `pnpm bench:peers [options]: the same work by hypersweep and others, in turn, on one thread each

  --work NAME,…     of: ${WORKS.map((work) => work.name).join(', ')} (default: all)
  --peers NAME,…    of: ${PEERS.join(', ')} (default: all; \`--peers none\` measures hypersweep alone)
  --rounds N        how often each is measured (default: 5)
  --seconds S       how long each time (default: 1)
  -f, --format F    table or json (default: table)

Environment: HYPERSWEEP_MNIST (folder of the four IDX files; default: data/mnist, else digits are drawn),
HYPERSWEEP_PYTHON (a Python that has torch and scikit-learn).
`

/** @throws Error with what is wrong and what there is */
export function peersOptions(args: readonly string[]): PeersOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      work: { type: 'string', multiple: true, default: [] },
      peers: { type: 'string', default: PEERS.join(',') },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      format: { type: 'string', short: 'f', default: 'table' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const names = values.work.flatMap((list) => list.split(','))
  const rounds = positive('--rounds', values.rounds)
  if (!Number.isInteger(rounds)) throw new Error(`--rounds is ${values.rounds}. Use a whole number.`)
  return {
    works:
      names.length === 0 ? WORKS : names.map((name) => WORKS.find((work) => work.name === known(name, WORK_NAMES))!),
    peers: values.peers === 'none' ? [] : values.peers.split(',').map((name) => known(name, PEERS)),
    rounds,
    seconds: positive('--seconds', values.seconds),
    format: known(values.format, ['table', 'json'] as const),
    help: values.help,
  }
}

const WORK_NAMES = WORKS.map((work) => work.name)

function known<Name extends string>(name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name)
  if (found === undefined) throw new Error(`There is no '${name}'. Use one of: ${names.join(', ')}.`)
  return found
}

function positive(option: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`${option} is ${text}. Use a number over 0.`)
}
