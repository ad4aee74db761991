import { expect, test } from 'vitest'
import { SettingsSchema } from '../../contract/settings.ts'
import {
  changeDraft,
  createDraftStore,
  type FieldPath,
  findMissingNumber,
  mergeDraft,
  setValueAt,
  valueAt,
} from './draft-store.ts'

const tree = { site: { name: 'A', pv: 4 }, source: { mapping: [{ name: 'a' }, { name: 'b' }] } }

test('a value is changed in a copy that shares the rest', () => {
  const changed = setValueAt(tree, ['source', 'mapping', 1, 'name'], 'c')
  expect(changed.source.mapping).toEqual([{ name: 'a' }, { name: 'c' }])
  expect(changed.site).toEqual(tree.site)
  expect(tree.source.mapping[1]?.name).toBe('b')
})

test('undefined deletes a key, and a branch that is missing is made', () => {
  expect(setValueAt(tree, ['site', 'pv'], undefined).site).toEqual({ name: 'A' })
  expect(valueAt(setValueAt(tree, ['ranges', 'load', 'min'], 1), ['ranges', 'load', 'min'])).toBe(1)
})

test('a number that is not filled in is found by its path; null is a value', () => {
  expect(findMissingNumber({ a: 1, b: { c: [1, Number.NaN] } })).toBe('b.c.1')
  expect(findMissingNumber({ a: null, b: 'x' })).toBeNull()
})

test('a draft saves what its own view changes, on top of what others have saved since', () => {
  const draft = createDraftStore(['demand'])
  const before = SettingsSchema.parse({})
  expect(mergeDraft(before, draft)).toBe(before)
  changeDraft(draft, before, ['demand', 'targetKw'], 900)
  const since = SettingsSchema.parse({ site: { name: 'Southfield' }, demand: { billedOn: 'load' } })
  expect(mergeDraft(since, draft)).toEqual({ ...since, demand: { targetKw: 900, billedOn: 'gridImport' } })
})

test('a refusal is forgotten when its field changes, or what it lies in, and stays while others do', () => {
  const draft = createDraftStore(['tariff'])
  const error = { code: 'invalid', field: 'tariff.demandCharges.1.windows.0.hours', message: 'No' } as const
  const errorAfter = (path: FieldPath) => {
    draft.setState({ error })
    changeDraft(draft, SettingsSchema.parse({}), path, [])
    return draft.getState().error
  }
  expect(errorAfter(['tariff', 'name'])).toBe(error)
  expect(errorAfter(['tariff', 'demandCharges', 1, 'windows', 0, 'hours', 1])).toBeNull()
  expect(errorAfter(['tariff', 'demandCharges'])).toBeNull()
})
