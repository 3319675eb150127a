import type { Plugin } from 'vite'

/** A part of a library that the page never runs, and what stands in its place. */
interface Spared {
  what: RegExp
  /** Who asks for it: others get the real one. */
  by: RegExp
  instead: string
}

/**
 * No bundler can tell these apart from what does run; without them the first load is 8 kB (gzip) smaller, of a budget
 * of 300 kB. The versions are pinned in package.json: look here again when one of them changes.
 */
const spared: readonly Spared[] = [
  {
    // The log of JsSIP: every SIP message in full, tickets and all, as soon as somebody sets `localStorage.debug`.
    what: /^debug$/,
    by: /\/jssip\/lib\//,
    instead: `module.exports = () => Object.assign(() => undefined, { enabled: false })
module.exports.default = module.exports`,
  },
  {
    // JsSIP names itself in a User-Agent header that this client sets itself.
    what: /^\.\.\/package\.json$/,
    by: /\/jssip\/lib\//,
    instead: `module.exports = { title: 'JsSIP', version: '' }`,
  },
  {
    // Zod's schemas as JSON schemas: the server describes its routes with them, the page parses only.
    what: /\/json-schema-processors\.js$/,
    by: /\/zod\/v4\/classic\/schemas\.js$/,
    instead: 'export {}',
  },
  {
    what: /\/to-json-schema\.js$/,
    by: /\/zod\/v4\/classic\/schemas\.js$/,
    instead: `const none = () => () => undefined
export { none as createToJSONSchemaMethod, none as createStandardJSONSchemaMethod }`,
  },
]

const prefix = '\0hearthline-spared:'

/** Builds without what never runs. */
export const leanVendors = (): Plugin => ({
  name: 'hearthline-lean-vendors',
  apply: 'build',
  enforce: 'pre',
  resolveId(source, importer) {
    const at = spared.findIndex(({ what, by }) => what.test(source) && by.test(importer ?? ''))
    return at < 0 ? null : `${prefix}${at}`
  },
  load(id) {
    return id.startsWith(prefix) ? (spared[Number(id.slice(prefix.length))]?.instead ?? null) : null
  },
})
