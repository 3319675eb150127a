import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import express, { type Express, type RequestHandler } from 'express'
import { sendProblem } from './answer.ts'

const forEver = 'public, max-age=31536000, immutable'
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Kinds of assets that shrink; fonts and pictures are packed already. */
const packable: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Serves the built client. What the bundler put under /assets is named by its content and never changes; the page
 * itself is asked for anew each time. Any other address of a page is the page: the browser routes.
 */
export function mountClient(app: Express, folder: string): void {
  const assets = join(folder, 'assets')
  const page = join(folder, 'index.html')
  app.use('/assets', packedAssets(assets))
  app.use('/assets', express.static(assets, { immutable: true, maxAge: '1y', index: false, redirect: false }))
  app.use(express.static(folder, { index: false, redirect: false, maxAge: 0, dotfiles: 'ignore' }))
  app.use((request, response) => {
    response.setHeader('Cache-Control', 'no-cache')
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !/\.[a-z0-9]+$/i.test(request.path)
    if (!isPage) {
      sendProblem(response, { code: 'not-found', detail: 'There is nothing at this address.' })
      return
    }
    if (!existsSync(page)) {
      sendProblem(response, {
        code: 'unavailable',
        detail: 'The client is not built: run "pnpm --filter @hearthline/client build".',
      })
      return
    }
    response.sendFile(page, { cacheControl: false })
  })
}

/**
 * Sends an asset compressed. Each is packed once and kept: the whole client is a few MB, and people at home wait on
 * their line, not on our memory.
 */
function packedAssets(folder: string): RequestHandler {
  const kept = new Map<string, Promise<Buffer>>()

  const packed = (name: string, encoding: 'br' | 'gzip'): Promise<Buffer> => {
    const key = `${encoding} ${name}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = readFile(join(folder, name)).then((bytes) =>
      encoding === 'br'
        ? // 9 of 11: the last two steps cost seconds for a few percent.
          brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
        : zip(bytes),
    )
    kept.set(key, made)
    // A failure is not kept: the next request tries again.
    made.catch(() => kept.delete(key))
    return made
  }

  return async (request, response, next) => {
    const name = request.path.slice(1)
    const type = packable[extname(name)]
    const encoding = request.acceptsEncodings('br', 'gzip')
    if (type === undefined || encoding === false || request.method !== 'GET' || !(await isIn(folder, name))) {
      next()
      return
    }
    const bytes = await packed(name, encoding === 'br' ? 'br' : 'gzip')
    response.setHeader('Cache-Control', forEver)
    response.setHeader('Content-Encoding', encoding)
    response.setHeader('Vary', 'Accept-Encoding')
    response.type(type).end(bytes)
  }
}

/** Whether the folder itself lists this name: nothing that climbs out of it is ever joined to a path. */
async function isIn(folder: string, name: string): Promise<boolean> {
  try {
    return (await readdir(folder)).includes(name)
  } catch {
    // Not built, or being built anew: the page's own answer says so.
    return false
  }
}
