import { defineConfig } from 'vitest/config'

const FILES = ['src/**/*.test.{ts,tsx}', 'tests/{contract,engine}/**/*.test.ts']
const SLOW = ['{src,tests}/**/*.slow.test.ts']

export default defineConfig({
  test: {
    // What waits for good ends some time: on a machine that has much else to do a test of 2 s may take 20.
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
