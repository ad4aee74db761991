/** A field of a protobuf message: a whole number, or bytes (those of a text, of numbers, or of a message). */
export type Field = readonly [tag: number, value: number | string | Uint8Array]

/** A protobuf message of its fields, in their order; a repeated field is one more of its list. */
export function encodeMessage(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.flatMap(([tag, value]) => {
      if (typeof value === 'number') return [encodeVarint(tag * 8), encodeVarint(value)]
      const bytes = typeof value === 'string' ? Buffer.from(value) : value
      return [encodeVarint(tag * 8 + 2), encodeVarint(bytes.length), bytes]
    }),
  )
}

/** Seven bits a byte, the lowest first; the highest bit means that more follow. */
function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}
