import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { leanVendors } from './lean-vendors.ts'

/** What an agent's first screen is made of; JsSIP and Socket.IO come beside it, for they start on their own. */
const firstScreen = [
  '/src/app/main.tsx',
  '/src/features/dock/dock.tsx',
  '/src/features/workspace/workspace-screen.tsx',
]

interface Graph {
  getModuleInfo: (id: string) => { importedIds: readonly string[]; code: string | null } | null
}

/** What all schemas stand on, and the contracts that the first screen calls by; others load with the pages that do. */
const sharedOfAll =
  /\/shared\/src\/(ids|paging|problem|result|route|contracts\/(access|agents|calls|people|proof|realtime|supervision))\.ts$/

/**
 * Whether a module is part of the first screen: our own that it imports at once, and the icons that these name. The
 * indexes of `shared` and of the icons lead to everything that any page uses, so the walk does not go through them.
 * Walked once a build: the graph is whole when chunks are made.
 */
const createFirstScreenModules = (): ((id: string, graph: Graph) => boolean) => {
  const own = new Set<string>()
  const icons = new Set<string>()
  const walk = (id: string, graph: Graph): void => {
    if (own.has(id) || !id.startsWith(`${import.meta.dirname}/src/`)) return
    own.add(id)
    const info = graph.getModuleInfo(id)
    for (const [icon] of (info?.code ?? '').matchAll(/\bIcon[A-Z]\w*/g)) icons.add(icon)
    for (const imported of info?.importedIds ?? []) walk(imported, graph)
  }
  const roots = firstScreen.map((path) => `${import.meta.dirname}${path}`)
  return (id, graph) => {
    for (const root of roots) walk(root, graph)
    const icon = /@tabler\/icons-react\/.*\/(\w+)\.mjs$/.exec(id)?.[1]
    return own.has(id) || sharedOfAll.test(id) || (icon !== undefined && icons.has(icon))
  }
}
const isOfFirstScreen = createFirstScreenModules()

/** Only the agent's own pages: leads and administrators load what they share with them, and not these. */
const agentsOnly = /\/src\/(features|desk)\//

export default defineConfig({
  plugins: [react(), leanVendors()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // data: URIs would need holes in the Content-Security-Policy.
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What the first screen needs, in few files: one file compresses better than fifty small ones (measured: 5 %),
        // and the first load is budgeted at 300 kB.
        codeSplitting: {
          groups: [
            {
              name: 'ground',
              test: /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|zod|zustand|@tanstack)\//,
              priority: 3,
            },
            {
              name: (id, graph) => (isOfFirstScreen(id, graph) && !agentsOnly.test(id) ? 'first' : null),
              priority: 2,
            },
            { name: (id, graph) => (isOfFirstScreen(id, graph) ? 'desk' : null), priority: 1 },
          ],
        },
      },
    },
  },
})
