import assert from 'node:assert/strict'
import { HORIZONS } from '../../../src/domain/forecast/forecast.ts'
import { type ContractCase, requireAnswer, requireError } from '../contract-case.ts'

export const modelCases: readonly ContractCase[] = [
  {
    name: 'lists the models, and refuses what can’t be done with one in a sentence',
    async run(api) {
      const models = await requireAnswer(api, 'models', {})
      assert.ok(models.filter(({ inUse }) => inUse).length <= HORIZONS.length)
      for (const name of ['useModel', 'removeModel', 'exportModel'] as const) {
        const error = await requireError(api, name, { id: 'no-such-model' })
        assert.deepEqual([error.code, error.field], ['not-found', 'id'])
      }
      for (const { id } of models.filter(({ origin }) => origin === 'shipped')) {
        const error = await requireError(api, 'removeModel', { id })
        assert.equal(error.code, 'invalid')
        assert.match(error.message, /came with EcoPulse/)
      }
      assert.deepEqual(await requireAnswer(api, 'models', {}), models)
    },
  },
  {
    name: 'refuses a file that is no Keras network, and keeps nothing of it',
    async run(api) {
      const before = await requireAnswer(api, 'models', {})
      const file = { fileName: 'plant.h5', base64: Buffer.from('no network').toString('base64') }
      for (const refused of [
        await requireError(api, 'inspectModel', file),
        await requireError(api, 'importModel', { ...file, description: {} }),
      ]) {
        assert.equal(refused.code, 'invalid')
        assert.match(refused.message, /\w+ \w+/)
      }
      assert.deepEqual(await requireAnswer(api, 'models', {}), before)
    },
  },
  {
    name: 'has nothing to cancel where nothing is trained',
    async run(api) {
      const before = await requireAnswer(api, 'training', {})
      assert.notEqual(before.kind, 'running')
      assert.deepEqual(await requireAnswer(api, 'cancelTraining', {}), before)
    },
  },
]
