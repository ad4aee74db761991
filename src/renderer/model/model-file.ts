import type { CallOutput } from '../../contract/api.ts'
import { sidecarNameOf } from '../../contract/sidecar-name.ts'
import { decodeBase64, downloadFile } from '../download.ts'

/** Saves an exported model: the Keras file, and beside it the sidecar of the same name with its inputs and outputs. */
export function downloadModel({ fileName, base64, sidecar }: CallOutput<'exportModel'>): string {
  const sidecarName = sidecarNameOf(fileName)
  downloadFile(fileName, decodeBase64(base64), 'application/x-hdf5')
  downloadFile(sidecarName, `${JSON.stringify(sidecar, null, 2)}\n`, 'application/json')
  return `${fileName} and its sidecar ${sidecarName} are saved.`
}
