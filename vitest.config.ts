import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/contract/**/*.test.ts', 'tests/engine/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    execArgv: ['--expose-gc'],
    // TensorFlow.js's ES modules load only through a bundler.
    server: { deps: { inline: [/@tensorflow\/tfjs/] } },
  },
})
