import { describe, expect, it } from 'vitest'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag, TagRole } from '../../domain/telemetry/tag.ts'
import { addEnergyBalance } from './energy-balance.ts'
import type { SourceSink } from './source.ts'

const tag = (role: TagRole, id: string = role): Tag => ({ id, role, unit: 'kW', description: id, periodMs: 1000 })
const sample = (of: string, value: number, at = 0, quality: Sample['quality'] = 'good'): Sample => ({
  tag: of,
  at,
  value,
  quality,
})

function record() {
  const seen = { tags: [] as readonly Tag[], samples: [] as Sample[] }
  const sink: SourceSink = {
    onTags: (tags) => {
      seen.tags = tags
    },
    onSamples: (samples) => seen.samples.push(...samples),
    onPastPending: () => {},
    onConnection: () => {},
    onUnreadable: () => {},
    onMissed: () => {},
  }
  return { seen, sink: addEnergyBalance(sink) }
}

describe('the balance at the connection', () => {
  it('gives grid import where load and solar are measured', () => {
    const { seen, sink } = record()
    sink.onTags([tag('load'), tag('solar')])
    sink.onSamples([sample('load', 500), sample('solar', 120)], false)
    expect(seen.tags.map(({ id }) => id)).toEqual(['load', 'solar', 'gridImport'])
    expect(seen.samples.at(-1)).toEqual(sample('gridImport', 380))
  })

  it('gives load where grid import and solar are measured, also while exporting', () => {
    const { seen, sink } = record()
    sink.onTags([tag('gridImport'), tag('solar')])
    sink.onSamples([sample('gridImport', -50), sample('solar', 120)], false)
    expect(seen.samples.at(-1)).toEqual(sample('load', 70))
  })

  it('lets the grid carry all of a plant without solar', () => {
    const { seen, sink } = record()
    sink.onTags([tag('load')])
    sink.onSamples([sample('load', 500)], false)
    expect(seen.samples.at(-1)).toEqual(sample('gridImport', 500))
  })

  it('adds nothing where both are measured, and nothing where neither is', () => {
    for (const tags of [[tag('load'), tag('gridImport')], [tag('feeder', 'press')]]) {
      const { seen, sink } = record()
      sink.onTags(tags)
      sink.onSamples(
        tags.map(({ id }) => sample(id, 1)),
        false,
      )
      expect(seen.tags).toEqual(tags)
      expect(seen.samples).toHaveLength(tags.length)
    }
  })

  it('derives nothing for a time at which solar was not measured', () => {
    const { seen, sink } = record()
    sink.onTags([tag('load'), tag('solar')])
    sink.onSamples([sample('load', 500, 1000), sample('solar', 100, 2000)], false)
    expect(seen.samples).toHaveLength(2)
  })

  it('trusts a derived value no more than what it is derived from', () => {
    const { seen, sink } = record()
    sink.onTags([tag('load'), tag('solar')])
    sink.onSamples([sample('load', 500), sample('solar', 100, 0, 'bad')], false)
    expect(seen.samples.at(-1)?.quality).toBe('bad')
  })
})
