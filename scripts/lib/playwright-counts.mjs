import { writeFileSync } from 'node:fs'

/** A reporter of Playwright that writes how many tests passed, failed and were skipped, and why, to $ECOPULSE_COUNTS. */
export default class PlaywrightCounts {
  #suite = null
  #errors = 0

  onBegin(_config, suite) {
    this.#suite = suite
  }

  onError() {
    this.#errors += 1
  }

  onEnd() {
    const counts = { passed: 0, failed: this.#errors, skipped: [] }
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'expected' || outcome === 'flaky') counts.passed += 1
      else if (outcome === 'unexpected') counts.failed += 1
      else counts.skipped.push({ test: test.titlePath().slice(3).join(' › '), why: whySkipped(test) })
    }
    writeFileSync(process.env.ECOPULSE_COUNTS, JSON.stringify(counts))
  }

  printsToStdio() {
    return false
  }
}

function whySkipped(test) {
  const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations ?? [])]
  const reason = annotations.find(({ type, description }) => (type === 'skip' || type === 'fixme') && description)
  return reason?.description ?? 'it did not run'
}
