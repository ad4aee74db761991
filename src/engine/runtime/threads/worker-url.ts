/**
 * Where a worker's module lies. In a build every entry lies in one folder. Workers that use TensorFlow.js, `forecast`
 * and `model`, run from the build alone: its modules need a bundler.
 */
export function workerUrl(name: 'store' | 'forecast' | 'model'): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  if (!fromSource) return new URL(`./${name}-worker.js`, import.meta.url)
  return name === 'store'
    ? new URL('../../store/store-worker.ts', import.meta.url)
    : new URL(`../../../../out/main/${name}-worker.js`, import.meta.url)
}
