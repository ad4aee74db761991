/**
 * `npm test`: installs what is missing and runs every check of CI. `npm test -- types unit` runs only those. The last
 * line counts all tests; a check without a runner of its own is one test.
 */
import { checks } from './lib/checks.mjs'
import { install } from './lib/install.mjs'
import { fail } from './lib/project.mjs'

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !checks.some((check) => check.name === name))
if (unknown !== undefined) {
  fail(`There is no check “${unknown}”: choose from ${checks.map(({ name }) => name).join(', ')}.`)
}

await install()
const results = []
for (const check of checks) {
  if (wanted.length > 0 && !wanted.includes(check.name) && !check.always) continue
  console.log(`\n== ${check.title}`)
  const startedAt = Date.now()
  const result = await check.run()
  console.log(`${result.failed === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  results.push({ title: check.title, ...result })
}
summarize(results)

function summarize(all) {
  const sum = (count) => all.reduce((total, result) => total + count(result), 0)
  const passed = sum((result) => result.passed)
  const failed = sum((result) => result.failed)
  const skipped = all.flatMap((result) => result.skipped)
  if (skipped.length > 0) {
    console.log('\n== Skipped')
    for (const { test, why } of skipped) console.log(`- ${test}: ${why}`)
  }
  const broken = all.filter((result) => result.failed > 0)
  if (broken.length > 0) {
    console.log('\n== Failed')
    for (const { title, failed } of broken) console.log(`- ${title}: ${failed}`)
  }
  console.log(`\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
}
