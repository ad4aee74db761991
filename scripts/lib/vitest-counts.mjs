import { writeFileSync } from 'node:fs'

/** A reporter of Vitest that writes how many tests passed, failed and were skipped, and why, to $ECOPULSE_COUNTS. */
export default class VitestCounts {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) {
      const before = counts.failed
      for (const test of module.children.allTests()) count(test, counts)
      // A file that could not be loaded, or whose hooks failed, has no failed test of its own.
      if (module.state() === 'failed' && counts.failed === before) counts.failed += 1
    }
    writeFileSync(process.env.ECOPULSE_COUNTS, JSON.stringify(counts))
  }
}

function count(test, counts) {
  const result = test.result()
  if (result.state === 'passed') counts.passed += 1
  else if (result.state === 'failed') counts.failed += 1
  else counts.skipped.push({ test: test.fullName, why: result.note ?? reasonIn(test.fullName) })
}

/** A test that may be skipped has the reason at the end of its name, or of its suite's: «(skipped where …)». */
function reasonIn(name) {
  return /\(skipped ([^)]*)\)/.exec(name)?.[1] ?? 'no reason given'
}
