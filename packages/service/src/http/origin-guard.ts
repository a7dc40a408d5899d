import { Refusal } from './refusal.ts'

export interface Sender {
  method: string
  host: string | undefined
  /** What a browser says of the page that asks. */
  origin: string | undefined
  fetchSite: string | undefined
}

/** Refuses what pages of other sites ask for. Programs that are no browsers say neither header, and bear a token. */
export function checkOrigin({ method, host, origin, fetchSite }: Sender): void {
  const isReading = method === 'GET' || method === 'HEAD'
  const isOwnPage = origin === undefined || hostOf(origin) === host?.toLowerCase()
  const isOwnSite = isReading || fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
  if (isOwnPage && isOwnSite) return
  const fix = 'Ask from a page of this server, or from a program that is no browser.'
  throw new Refusal(403, 'ORIGIN', 'A page of another site has asked.', fix)
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
