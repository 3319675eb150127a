import { registerHooks } from 'node:module'

/**
 * Spares control most of the time that it takes to load: the package.json of drizzle-orm is 179 kB, and Node reads and
 * parses it anew for each of the 400 modules in it, to learn that they are ES modules (`getPackageScopeConfig`, Node 24).
 * What one of them imports by a relative path needs no package.json to be found. To be imported first.
 */
const itsModules = '/node_modules/drizzle-orm/'

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.includes(itsModules)
      ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context),
})
