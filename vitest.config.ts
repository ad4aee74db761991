import { defineConfig } from 'vitest/config'

const FILES = ['src/**/*.test.{ts,tsx}', 'tests/{contract,engine}/**/*.test.ts']
const SLOW = ['{src,tests}/**/*.slow.test.ts']

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    maxWorkers: '100%',
    execArgv: ['--expose-gc'],
    // TensorFlow.js's ES modules load only through a bundler.
    server: { deps: { inline: [/@tensorflow\/tfjs/] } },
    projects: [
      // A process works off many files: what a file changes for all of its process it puts back.
      { extends: true, test: { name: 'unit', include: FILES, exclude: SLOW, isolate: false } },
      { extends: true, test: { name: 'slow', include: SLOW } },
    ],
  },
})
