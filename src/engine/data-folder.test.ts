import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { claimDataFolder } from './data-folder.ts'

const folder = () => join(mkdtempSync(join(tmpdir(), 'ecopulse-claim-')), 'data')

it('belongs to one engine at a time', async () => {
  const dataDir = folder()
  const release = await claimDataFolder(dataDir)
  await expect(claimDataFolder(join(dataDir, '.'))).rejects.toThrow(/Another EcoPulse uses the data folder .*--data/)
  await release()
  await (await claimDataFolder(dataDir))()
})

it('can be claimed anew after its holder was killed', async () => {
  const dataDir = folder()
  const module = fileURLToPath(new URL('./data-folder.ts', import.meta.url))
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { claimDataFolder } = await import(${JSON.stringify(module)})
     await claimDataFolder(${JSON.stringify(dataDir)})
     console.log('claimed')
     setInterval(() => {}, 1000)`,
  ])
  await once(holder.stdout, 'data')
  await expect(claimDataFolder(dataDir)).rejects.toThrow('Another EcoPulse')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await (await claimDataFolder(dataDir))()
})

it('says in one line that a folder can’t be written', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ecopulse-claim-')), 'file')
  writeFileSync(file, '')
  await expect(claimDataFolder(join(file, 'data'))).rejects.toThrow(
    /^The data folder .* can't be written \(.*\): choose another with --data\.$/,
  )
})
