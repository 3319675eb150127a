import { defineConfig } from 'drizzle-kit'

/** `drizzle-kit generate` (run in this folder) writes the next migration from the schema files. */
export default defineConfig({
  dialect: 'sqlite',
  casing: 'snake_case',
  schema: './src/control/db/schema/*.ts',
  out: './src/control/db/migrations',
})
