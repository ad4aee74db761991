/** `npm run bench`: measures every figure that the README quotes; `npm run bench -- ingest` measures one. */
import { readdirSync } from 'node:fs'
import { build } from './lib/build.mjs'
import { onTerminal, run } from './lib/child.mjs'
import { install } from './lib/install.mjs'
import { at, fail, projectNode } from './lib/project.mjs'

const benches = readdirSync(at('bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !benches.includes(name))
if (unknown !== undefined) fail(`There is no bench “${unknown}”: choose from ${benches.join(', ')}.`)

await install()
await build()
const results = []
for (const name of wanted.length > 0 ? wanted : benches) {
  console.log(`\n== ${name}`)
  const startedAt = Date.now()
  const { code, output } = await run(projectNode(), [at('bench', `${name}.ts`)], { show: onTerminal })
  results.push({
    bench: name,
    ended: code === 0 ? 'ok' : `FAILED (${code})`,
    seconds: Number(((Date.now() - startedAt) / 1000).toFixed(1)),
    figure: output.trim().split('\n').at(-1) ?? '',
  })
}
console.log('\n== Summary (the last line of each)')
const width = (key) => Math.max(...results.map((result) => String(result[key]).length))
const [name, ended, seconds] = [width('bench'), width('ended'), width('seconds')]
for (const result of results) {
  const time = `${String(result.seconds).padStart(seconds)} s`
  console.log(`${result.bench.padEnd(name)}  ${result.ended.padEnd(ended)}  ${time}  ${result.figure}`)
}
process.exitCode = results.some((result) => result.ended !== 'ok') ? 1 : 0
