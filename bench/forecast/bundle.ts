import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

/** Replaces the globals of CommonJS modules. */
const SHIM = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url), __dirname = import.meta.dirname`

/** Bundles a module of this folder and loads it: TensorFlow.js's ES modules load only through a bundler. Answers its exports. */
export async function loadBundled(name: string): Promise<unknown> {
  const outDir = fileURLToPath(new URL('../../.cache/bench', import.meta.url))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ...{ outDir, emptyOutDir: true, target: 'node22', minify: false },
      ssr: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
      rolldownOptions: { output: { entryFileNames: `${name}.js`, banner: SHIM } },
    },
  })
  return import(pathToFileURL(`${outDir}/${name}.js`).href)
}
