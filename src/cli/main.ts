import { Command } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { backtestCommand } from './backtest.ts'
import { billCommand } from './bill.ts'
import { evaluateCommand } from './evaluate.ts'
import { modelsCommand } from './models.ts'
import { trainCommand } from './train.ts'

await new Command('ecopulse')
  .description("EcoPulse's commands beside the app")
  .version(manifest.version)
  .addCommand(trainCommand(manifest.version))
  .addCommand(evaluateCommand())
  .addCommand(backtestCommand())
  .addCommand(billCommand())
  .addCommand(modelsCommand({ version: manifest.version }))
  .parseAsync()
