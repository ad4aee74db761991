/**
 * The name, or the path, of the sidecar with the inputs and outputs of a Keras file: `plant.json` beside `plant.h5`.
 */
export function sidecarNameOf(file: string): string {
  return `${file.replace(/\.(h5|hdf5|keras)$/i, '')}.json`
}
