import helmet from 'helmet'
import type { Config } from '../../config.ts'
import { docsStyleHash } from './docs-page.ts'

type Middleware = ReturnType<typeof helmet>

/** Content-Security-Policy and its companions for everything that control serves. */
export function securityHeaders(config: Pick<Config, 'origins' | 'sipWsPort' | 'tls'>): Middleware {
  const secure = config.tls !== null
  // Written out: not every browser lets 'self' cover web sockets, and the phone's line has a port of its own.
  const lines = config.origins.flatMap((origin) => {
    const { host, hostname } = new URL(origin)
    const scheme = secure ? 'wss' : 'ws'
    return [`${scheme}://${host}`, `${scheme}://${hostname}:${config.sipWsPort}`]
  })
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The client sets single properties through the CSSOM, which no policy forbids; it writes no style element.
        styleSrc: ["'self'", `'sha256-${docsStyleHash}'`],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:', 'mediastream:'],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        connectSrc: ["'self'", ...lines],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // No text becomes script or markup anywhere in the page: the client writes the document through React alone. The
        // one policy that may be made lets one file of this origin pass, the worker that ticks in a hidden tab
        // (client/src/softphone/ticker.ts); without `allow-duplicates` nobody can make a second of its name.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['hearthline-ticker'],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/** The page may use the microphone and the speakers, and nothing else of the machine. */
export const permissionsPolicy =
  'microphone=(self), speaker-selection=(self), autoplay=(self), camera=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), payment=()'
