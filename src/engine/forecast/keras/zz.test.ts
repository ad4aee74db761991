import { test } from 'vitest'
import { readKeras } from './read-keras.ts'
import { readFileSync } from 'node:fs'
import { EngineError } from '../../engine-error.ts'
test('fuzz', async () => {
  const real = readFileSync('/work/shared/data/keras/lstm_keras_2_11.h5')
  let seed = Number(process.env.SEED ?? 7); const rnd = () => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return seed / 0x7fffffff }
  const d: any = {}
  for (let i = 0; i < 500; i++) {
    const b = Uint8Array.from(real); const k = 1 + Math.floor(rnd() * 4)
    for (let j = 0; j < k; j++) { const r = rnd(); const at = Math.floor(rnd() * (r < 0.3 ? 1200 : r < 0.9 ? 24000 : b.length)); b[at] = rnd() < 0.3 ? 255 : Math.floor(rnd() * 256) }
    const r = await readKeras(b, 'x.h5', 4000).then(() => 'ok', (e) => (e instanceof EngineError ? '' : 'OTHER ' + e.stack) + e.message.replace(/[“"].*[”"]/g, '…').slice(0, 90))
    d[r] = (d[r] ?? 0) + 1
  }
  console.log(d)
}, 600000)
