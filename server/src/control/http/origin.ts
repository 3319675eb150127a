import type { IncomingMessage } from 'node:http'

/** The request's Origin when it is, letter for letter, one of ours; else null. */
export function ownOriginOf(request: IncomingMessage, origins: readonly string[]): string | null {
  const { origin } = request.headers
  return origin !== undefined && origins.includes(origin) ? origin : null
}

/**
 * Whether a state-changing request comes from our own page: an exact Origin, and where the browser says more
 * (Fetch Metadata), `same-origin`. Browsers send Origin with every such request, so its absence is a refusal.
 */
export function comesFromOwnPage(request: IncomingMessage, origins: readonly string[]): boolean {
  const site = request.headers['sec-fetch-site']
  return ownOriginOf(request, origins) !== null && (site === undefined || site === 'same-origin')
}
