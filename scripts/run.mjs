/** `npm run serve | train | evaluate | backtest | bill | models`: installs what is missing, builds what changed, and runs the command. */
import { build } from './lib/build.mjs'
import { exitCode, handOver } from './lib/child.mjs'
import { install } from './lib/install.mjs'
import { at, fail, projectNode } from './lib/project.mjs'

const [command = '', ...args] = process.argv.slice(2)
const programs = {
  serve: ['server.js'],
  train: ['cli.js', 'train'],
  evaluate: ['cli.js', 'evaluate'],
  backtest: ['cli.js', 'backtest'],
  bill: ['cli.js', 'bill'],
  models: ['cli.js', 'models'],
}
const program = Object.hasOwn(programs, command) ? programs[command] : null
if (program === null) fail(`There is no command “${command}”: choose one of ${Object.keys(programs).join(', ')}.`)

await install()
await build()
const [file, ...rest] = program
process.exit(exitCode(await handOver(projectNode(), [at('out', 'main', file), ...rest, ...args])))
