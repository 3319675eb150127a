import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import {
  allRoutes,
  nonceHeader,
  Problem,
  problemStatus,
  proofHeader,
  timeHeader,
  type ProblemCode,
  type Route,
} from '@hearthline/shared'
import { z } from 'zod'

/** Every route of the contract, by the heading it is documented under. */
const documentedRoutes: readonly { group: string; route: Route }[] = Object.entries(allRoutes).flatMap(
  ([domain, routes]) => Object.values<Route>(routes).map((route) => ({ group: headingOf(domain), route })),
)

/** `accessRequests` is documented as "Access requests". */
function headingOf(domain: string): string {
  const words = domain.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type Generated = ReturnType<OpenApiGeneratorV31['generateDocument']>
export type OpenApiDocument = Pick<Generated, 'openapi' | 'info' | 'paths'> & { components: object }

/** The OpenAPI 3.1 document of the whole contract, made from the same schemas that parse the requests. */
export function openApiDocument(organisation: string): OpenApiDocument {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'signIn', {
    type: 'apiKey',
    in: 'cookie',
    name: 'hearthline-sign-in',
    description: 'Set by POST /api/sign-in; named __Host-hearthline-sign-in on https.',
  })
  registry.registerComponent('securitySchemes', 'proof', {
    type: 'apiKey',
    in: 'header',
    name: proofHeader,
    description: `Signature of the device key over this request: key id, proof id, time, nonce and signature, joined by dots. The nonce and control's time come in ${nonceHeader} and ${timeHeader} of every answer.`,
  })
  for (const { group, route } of documentedRoutes) registry.registerPath(pathOf(group, route))
  const { components, ...document } = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Hearthline',
      version: '1',
      description: `Control's HTTP interface at ${organisation}. Every refusal is a Problem with a code from a closed list.`,
    },
  })
  // The one shape of every refusal, by name; the generator could name it only after patching zod for everybody.
  const problem = z.toJSONSchema(Problem)
  return { ...document, components: { ...components, schemas: { Problem: problem } } }
}

function pathOf(group: string, route: Route): RouteConfig {
  const { method, path, access, params, query, body, answer } = route
  return {
    method: lowerCase[method],
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    tags: [group],
    summary: route.summary,
    description: access === 'anyone' ? 'Needs no sign-in.' : `For: ${access.join(', ')}.`,
    security: securityOf(route),
    request: {
      ...(params instanceof z.ZodObject && { params }),
      ...(query instanceof z.ZodObject && { query }),
      ...(body !== undefined && { body: { content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      ...success(answer),
      ...Object.fromEntries(
        [...problemsByStatus(route)].map(([status, codes]) => [
          status,
          {
            description: codes.join(', '),
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  }
}

function securityOf({ access, proof }: Route): NonNullable<RouteConfig['security']> {
  if (access === 'anyone') return []
  return [proof === 'grant' ? { signIn: [] } : { signIn: [], proof: [] }]
}

const lowerCase = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

function success(answer: Route['answer']): RouteConfig['responses'] {
  if (answer === null) return { 204: { description: 'Done' } }
  if (answer === 'binary') {
    const content = { 'audio/wav': { schema: { type: 'string' as const, format: 'binary' } } }
    return { 200: { description: 'The bytes', content }, 206: { description: 'A range of them', content } }
  }
  return { 200: { description: 'Answer', content: { 'application/json': { schema: answer } } } }
}

/** The route's own refusals and those that every route of its kind can give. */
function problemsByStatus(route: Route): Map<number, ProblemCode[]> {
  const codes = new Set<ProblemCode>(route.problems ?? [])
  if (route.params ?? route.query ?? route.body) codes.add('invalid-request')
  codes.add('too-many-requests')
  if (route.access !== 'anyone') {
    for (const code of ['not-signed-in', 'signed-out', 'not-allowed'] as const) codes.add(code)
    if (route.proof !== 'grant') codes.add('proof-required')
  }
  if (route.method !== 'GET') codes.add('origin-refused')
  if (route.body !== undefined)
    for (const code of ['payload-too-large', 'unsupported-media-type'] as const) codes.add(code)
  codes.add('internal')
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const status = problemStatus[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return byStatus
}
