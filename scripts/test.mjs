/**
 * `npm test`: installs what is missing and asks all but what takes long; `npm test -- all` asks that too, as CI does, and
 * `npm test -- types unit` only those. The last line counts all tests; a check without a runner of its own is one test.
 */
import { groups } from './lib/checks.mjs'
import { onTerminal } from './lib/child.mjs'
import { install } from './lib/install.mjs'
import { fail } from './lib/project.mjs'

const wanted = process.argv.slice(2)
const names = [...groups.flat().map(({ name }) => name), 'all']
const unknown = wanted.find((name) => !names.includes(name))
if (unknown !== undefined) fail(`There is no check “${unknown}”: choose from ${names.join(', ')}.`)

await install()
const results = []
for (const group of groups) {
  const asked = group.filter(isAsked)
  results.push(...(await Promise.all(asked.map((check) => (asked.length === 1 ? ask(check) : askBeside(check))))))
}
summarize(results)

function isAsked({ name, always = false, slow = false }) {
  if (always || wanted.includes('all')) return true
  return wanted.length === 0 ? !slow : wanted.includes(name)
}

/** Runs a check and shows what it says as it comes. */
async function ask({ title, run }) {
  console.log(`\n== ${title}`)
  const startedAt = Date.now()
  const result = await run(onTerminal)
  console.log(ending(result, startedAt))
  return { title, ...result }
}

/** Runs a check beside others: what it says is shown in one piece when it has ended. */
async function askBeside({ title, run }) {
  const startedAt = Date.now()
  let said = ''
  const result = await run((text) => {
    said += text
  })
  console.log(`\n== ${title}`)
  if (said.trim() !== '') console.log(said.trimEnd())
  console.log(ending(result, startedAt))
  return { title, ...result }
}

function ending({ failed }, startedAt) {
  return `${failed === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`
}

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
