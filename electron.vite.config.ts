import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { calls } from './src/contract/api.ts'

/** The oldest Chromium that shows the page. */
const CHROME = 130

const root = import.meta.dirname
const at = (path: string) => resolve(root, path)

/** Lays the `.wasm` files of TensorFlow.js beside the workers that load them. */
function wasmBesideWorkers(): Plugin {
  return {
    name: 'wasm-beside-workers',
    writeBundle({ dir }) {
      const from = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
      const to = join(dir ?? at('out/main'), 'wasm')
      mkdirSync(to, { recursive: true })
      for (const file of readdirSync(from)) if (file.endsWith('.wasm')) copyFileSync(join(from, file), join(to, file))
    },
  }
}

/** Method and path of each call: the page gets them from the contract without its schemas. */
const routes = Object.fromEntries(Object.entries(calls).map(([name, { method, path }]) => [name, { method, path }]))

export default defineConfig({
  main: {
    plugins: [wasmBesideWorkers()],
    build: {
      target: 'node20.18',
      outDir: at('out/main'),
      externalizeDeps: {
        exclude: [
          '@tensorflow/tfjs-core',
          '@tensorflow/tfjs-layers',
          '@tensorflow/tfjs-backend-cpu',
          '@tensorflow/tfjs-backend-wasm',
        ],
      },
      rollupOptions: {
        input: {
          main: at('src/main/main.ts'),
          server: at('src/server/main.ts'),
          cli: at('src/cli/main.ts'),
          'store-worker': at('src/engine/store/store-worker.ts'),
          'forecast-worker': at('src/engine/ml/inference/forecast-worker.ts'),
          'keras-worker': at('src/engine/ml/keras/keras-worker.ts'),
          'model-worker': at('src/engine/models/model-worker.ts'),
        },
        // Workers are found beside whatever module starts them: everything lies in one folder.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    define: { __ROUTES__: JSON.stringify(routes) },
    // The named widths of src/renderer/styles/breakpoints.css.
    css: {
      transformer: 'lightningcss',
      lightningcss: { drafts: { customMedia: true }, targets: { chrome: CHROME << 16 } },
    },
    build: {
      outDir: at('out/renderer'),
      target: `chrome${CHROME}`,
      minify: true,
      rollupOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
})
