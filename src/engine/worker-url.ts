/**
 * Where a worker's module lies. In the sources it has a folder of its own name; in a build every entry lies in one
 * folder. The forecast's worker runs from the build alone: TensorFlow.js's modules need a bundler.
 */
export function workerUrl(name: 'store' | 'forecast'): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  if (!fromSource) return new URL(`./${name}-worker.js`, import.meta.url)
  return name === 'store'
    ? new URL('./store/store-worker.ts', import.meta.url)
    : new URL('../../out/main/forecast-worker.js', import.meta.url)
}
