import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { CallOutput } from '../../../contract/api.ts'
import type { KerasModel } from '../../ml/keras/parse-keras-file.ts'
import { writeKerasH5 } from '../../ml/keras/write-h5.ts'
import { readCard, readNetworkFiles } from '../../ml/network/model-files.ts'
import { readJson } from '../../runtime/json-file.ts'
import type { ExportJob } from '../model-jobs.ts'

/**
 * A model as `.h5` that Keras 2 reads, and what it needs: the sidecar of an imported network, or the card and the
 * encoding of EcoPulse's own, which have all that is needed to convert a load to its inputs and its outputs to kW.
 * @throws Error where the folder can't be read.
 */
export async function exportModel({ model: { id, folder } }: ExportJob): Promise<CallOutput<'exportModel'>> {
  const bytes = await writeKerasH5(readKerasModel(folder))
  return { fileName: `${id}.h5`, base64: Buffer.from(bytes).toString('base64'), sidecar: readExportSidecar(folder) }
}

function readKerasModel(folder: string): KerasModel {
  const { modelTopology, weightSpecs, bytes } = readNetworkFiles(folder)
  return { modelTopology, weightSpecs, weightData: Uint8Array.from(bytes).buffer }
}

function readExportSidecar(folder: string): Record<string, unknown> {
  const description = join(folder, 'description.json')
  if (existsSync(description)) return z.record(z.string(), z.unknown()).parse(readJson(description))
  const { horizon, features, network, data } = readCard(folder)
  const { resolutionMinutes } = data
  return { horizon, resolutionMinutes, features, network, encoding: readJson(join(folder, 'encoding.json')) }
}
