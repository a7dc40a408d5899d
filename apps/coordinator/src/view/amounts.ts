import type { Params, ParamValue } from '@hypersweep/sweep'
import { printable } from './printable.ts'

/** A metric to four significant decimals: 0.9731, 12.3457, 3.142e-7. Unrounded values are what JSON and CSV are for. */
export function metricText(value: number): string {
  const size = Math.abs(value)
  if (value === 0) return '0'
  if (size >= 0.001 && size < 10_000) return value.toFixed(4)
  return value.toExponential(3)
}

/** A parameter as it would be written in the file, floats to six digits. */
export function valueText(value: ParamValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
  return printable(String(value))
}

export function paramsText(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${printable(name)}=${valueText(value)}`)
    .join(' ')
}

/** 0:42, 12:05, 3:20:00, 2d 4h. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [minutes, hours, days] = [Math.floor(whole / 60), Math.floor(whole / 3600), Math.floor(whole / 86_400)]
  if (days > 0) return `${days}d ${hours % 24}h`
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** 35 %, and 100 % only where nothing is left. */
export function percentText(share: number): string {
  return `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const step = Math.min(4, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** step).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`
}

/** `1 trial`, `3 trials`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
