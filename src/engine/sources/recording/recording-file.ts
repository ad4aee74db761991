import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { codeOf, reasonOf } from '../../runtime/engine-error.ts'

/** Bytes of the beginning by which columns and formats are found. */
const HEAD = 256 * 1024
/** Bytes of the end in which the last row lies. */
const TAIL = 64 * 1024

/** The beginning and the end of a text file, both within whole characters of UTF-8 or with broken ones at the cut. */
export interface FileEnds {
  readonly head: string
  readonly tail: string
}

/** The bytes of a recording, unpacked where it is gzipped. Ends with an error where the file can't be read. */
export async function openRecordingStream(file: string): Promise<Readable> {
  const bytes = createReadStream(file)
  if (!(await isGzipped(file))) return bytes
  const unpacked = createGunzip()
  // An error of the file reaches the reader through the stream it reads.
  return pipeline(bytes, unpacked, () => {})
}

/** Reads the ends of a recording. @throws Error with one clear line where the file can't be read. */
export async function readRecordingEnds(file: string): Promise<FileEnds> {
  try {
    return await readFileEnds(file)
  } catch (error) {
    throw new Error(`The recording ${file} can't be read: ${describeReadError(error)}`)
  }
}

/** The same, with whatever the system throws. */
export async function readFileEnds(file: string): Promise<FileEnds> {
  return (await isGzipped(file)) ? readEndsOfStream(await openRecordingStream(file)) : readEndsOfFile(file)
}

/** The name of a recording without its folder. */
export function recordingName(file: string): string {
  return basename(file)
}

/** The system's error about a file as a text. */
export function describeReadError(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES') return 'it may not be read'
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR') return 'its gzip data is damaged'
  return reasonOf(error)
}

async function isGzipped(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

async function readEndsOfFile(file: string): Promise<FileEnds> {
  const { size } = await stat(file)
  const handle = await open(file)
  try {
    const part = async (from: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
      return buffer.toString('utf8', 0, bytesRead)
    }
    return { head: await part(0, HEAD), tail: await part(Math.max(0, size - TAIL), TAIL) }
  } finally {
    await handle.close()
  }
}

async function readEndsOfStream(stream: Readable): Promise<FileEnds> {
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)])
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL)
  }
  return { head: head.toString('utf8'), tail: tail.toString('utf8') }
}
