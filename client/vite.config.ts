import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const control = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: {
      '/api': { target: control },
      '/healthz': { target: control },
      '/socket.io': { target: control, ws: true },
    },
  },
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
              test: /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|zod|zustand|@tanstack)\/|shared\/src\//,
            },
          ],
        },
      },
    },
  },
})
