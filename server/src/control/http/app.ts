import type { IncomingMessage } from 'node:http'
import type { Problem } from '@hearthline/shared'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Config } from '../../config.ts'
import type { PlainPage } from '../domain.ts'
import { sendProblem } from './answer.ts'
import { mountApi, problemOfFault, type ApiDeps } from './api.ts'
import { docsPage } from './docs-page.ts'
import type { Gate } from './gate.ts'
import { openApiDocument, type OpenApiDocument } from './openapi.ts'
import { permissionsPolicy, securityHeaders } from './security-headers.ts'
import { mountClient } from './static-client.ts'

export interface HttpAppDeps extends ApiDeps {
  config: Pick<Config, 'origins' | 'sipWsPort' | 'tls' | 'organisation'>
  pages: readonly PlainPage[]
  /** Why control cannot serve now; empty when it can. */
  notReady: () => readonly string[]
  /** Folder of the built client. */
  clientFolder: string
}

/** Everything that control answers over HTTP, upgrades aside. */
export function createHttpApp(deps: HttpAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.use(securityHeaders(deps.config))
  app.use((_request, response, next) => {
    response.setHeader('Permissions-Policy', permissionsPolicy)
    next()
  })

  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', (_request, response) => {
    const reasons = deps.notReady()
    response.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons })
  })
  for (const page of deps.pages) mountPage(app, page)

  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  mountDocs(app, deps.config.organisation)
  const gate = mountApi(app, deps)
  app.use('/api', (_request, response) => sendProblem(response, nothingHere))

  mountClient(app, deps.clientFolder)
  app.use(errors(deps, gate))
  return app
}

/** Made at the first look: it costs a start 100 ms and most starts are never asked. */
function mountDocs(app: Express, organisation: string): void {
  let made: { openApi: OpenApiDocument; page: string } | null = null
  const make = () => {
    const openApi = openApiDocument(organisation)
    return { openApi, page: docsPage(openApi) }
  }
  app.get('/api/openapi.json', (_request, response) => void response.json((made ??= make()).openApi))
  app.get('/api/docs', (_request, response) => void response.type('html').send((made ??= make()).page))
}

const nothingHere: Problem = { code: 'not-found', detail: 'There is nothing at this address.' }

/** What proxies say of whom they speak for; a client may say it too, which costs it these pages only. */
const forwarding = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const

/** Loopback means the peer itself: a proxy on this machine forwards strangers, and says so. */
const onThisMachine = (request: IncomingMessage): boolean => {
  const peer = (request.socket.remoteAddress ?? '').replace('::ffff:', '')
  const forwarded = forwarding.some((name) => request.headers[name] !== undefined)
  return !forwarded && (peer === '::1' || peer.startsWith('127.'))
}

function mountPage(app: Express, page: PlainPage): void {
  app.get(page.path, async (request, response) => {
    if (page.loopbackOnly && !onThisMachine(request)) {
      sendProblem(response, nothingHere)
      return
    }
    const { contentType, body } = await page.render()
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Content-Type', contentType)
    response.end(body)
  })
}

/** Four arguments make it Express's error handler. An exception never reaches the browser, only its reference. */
function errors(deps: HttpAppDeps, gate: Gate): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOfFault(error)
    if (problem !== null) {
      gate.refuse(request, response, 'body', problem)
      return
    }
    const reference = deps.random.uuid().slice(0, 8).toUpperCase()
    deps.log.error({ err: error, method: request.method, reference }, 'a request failed')
    sendProblem(response, { code: 'internal', detail: 'Something failed on our side.', reference })
  }
}
