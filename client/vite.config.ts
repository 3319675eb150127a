import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // data: URIs would need holes in the Content-Security-Policy.
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every screen needs first, in one file: it compresses better, and the first load is budgeted at 300 kB.
        codeSplitting: {
          groups: [
            {
              name: 'ground',
              test: /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|zod|zustand|@tanstack)\//,
            },
          ],
        },
      },
    },
  },
})
