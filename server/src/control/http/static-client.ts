import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express } from 'express'

/**
 * Serves the built client. What the bundler put under /assets is named by its content and never changes; the page
 * itself is asked for anew each time. Any other address of a page is the page: the browser routes.
 */
export function mountClient(app: Express, folder: string): void {
  const page = join(folder, 'index.html')
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
      fallthrough: true,
    }),
  )
  app.use(express.static(folder, { index: false, redirect: false, maxAge: 0, dotfiles: 'ignore' }))
  app.use((request, response) => {
    response.setHeader('Cache-Control', 'no-cache')
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !/\.[a-z0-9]+$/i.test(request.path)
    if (!isPage) {
      response.status(404).type('text').send('Not found.\n')
      return
    }
    if (!existsSync(page)) {
      response
        .status(503)
        .type('text')
        .send('The client is not built: run "pnpm --filter @hearthline/client build".\n')
      return
    }
    response.sendFile(page, { cacheControl: false })
  })
}
