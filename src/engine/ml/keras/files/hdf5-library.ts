type H5wasm = typeof import('h5wasm')

/** The HDF5 library, compiled to WebAssembly: calls it, and a file system of its own in memory. */
export type Hdf5Library = Awaited<H5wasm['ready']>

let loading: Promise<{ readonly h5wasm: H5wasm; readonly library: Hdf5Library }> | null = null

/** Loads the library at its first use: 4 MB of code, and 19 MB of memory, that most runs never need. */
export function loadHdf5Library() {
  loading ??= import('h5wasm').then(async (h5wasm) => {
    const library = await h5wasm.ready
    silenceErrors(library)
    return { h5wasm, library }
  })
  return loading
}

let files = 0

/** Runs `use` with the path of a file in the library's memory that holds `content`; the file is gone afterwards. */
export function withScratchFile<T>({ FS }: Hdf5Library, content: Uint8Array, use: (path: string) => T): T {
  files += 1
  const path = `/scratch-${files}.h5`
  FS.writeFile(path, content)
  try {
    return use(path)
  } finally {
    FS.unlink(path)
  }
}

/** The library prints a trace to the standard error for each call that fails; a damaged file would fill the log. */
function silenceErrors({ FS }: Hdf5Library): void {
  const { streams } = FS as typeof FS & { readonly streams: readonly Parameters<typeof FS.close>[0][] }
  const [, , standardError] = streams
  if (standardError === undefined) return
  FS.close(standardError)
  // It uses the lowest number that is free: the one just given up.
  FS.open('/dev/null', 'w')
}
