import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { OpenApiDocument } from './openapi.ts'

/** What the page reads of the document; the rest is for machines. */
const Operation = z.object({
  tags: z.array(z.string()).default(['Other']),
  summary: z.string().default(''),
  description: z.string().default(''),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        schema: z.unknown(),
      }),
    )
    .default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.unknown().optional() })),
})
type Operation = z.infer<typeof Operation>

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 32px auto; padding: 0 20px; }
h1 { margin-bottom: 0 } h2 { margin-top: 36px; border-bottom: 1px solid var(--line); }
details { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; padding: 8px 14px; }
summary { cursor: pointer; } summary p { display: inline; margin: 0 0 0 8px; }
code, pre { font: 13px/1.45 ui-monospace, monospace; } b.verb { display: inline-block; min-width: 64px; }
pre { background: var(--soft); padding: 10px; border-radius: 8px; overflow: auto; max-height: 420px; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 3px 18px 3px 0; vertical-align: top; }
`

/** Names the page's own style in the Content-Security-Policy (CSP 3, §2.3.1: `hash-source`). */
export const docsStyleHash = createHash('sha256').update(style).digest('base64')

/** A readable page of the OpenAPI document: one file, no script, nothing loaded from anywhere. */
export function docsPage(document: OpenApiDocument): string {
  const groups = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, value] of Object.entries(methods ?? {})) {
      const operation = Operation.parse(value)
      const group = operation.tags[0] ?? 'Other'
      groups.set(group, [...(groups.get(group) ?? []), section(method, path, operation)])
    }
  const body = [...groups]
    .map(([group, sections]) => `<h2>${escaped(group)}</h2>${sections.join('')}`)
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(document.info.title)}: HTTP interface</title><style>${style}</style></head><body><h1>${escaped(document.info.title)}</h1><p>${escaped(document.info.description ?? '')}</p><p>For machines: <a href="/api/openapi.json">openapi.json</a></p>${body}</body></html>`
}

function section(method: string, path: string, operation: Operation): string {
  const parameters = operation.parameters
    .map(
      ({ name, in: place, required, schema }) =>
        `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}${required ? '' : ', optional'}</td><td><code>${json(schema)}</code></td></tr>`,
    )
    .join('')
  const responses = Object.entries(operation.responses)
    .map(
      ([status, response]) =>
        `<tr><td><b>${escaped(status)}</b></td><td>${escaped(response.description)}</td></tr>`,
    )
    .join('')
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1].content
  return [
    `<details><summary><b class="verb">${escaped(method.toUpperCase())}</b><code>${escaped(path)}</code><p>${escaped(operation.summary)}</p></summary>`,
    `<p>${escaped(operation.description)}</p>`,
    parameters === '' ? '' : `<table>${parameters}</table>`,
    operation.requestBody === undefined ? '' : `<p>Body</p><pre>${json(operation.requestBody, 2)}</pre>`,
    success === undefined ? '' : `<p>Answer</p><pre>${json(success, 2)}</pre>`,
    `<table>${responses}</table></details>`,
  ].join('')
}

const json = (value: unknown, indent = 0): string => escaped(JSON.stringify(value ?? null, null, indent))

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
