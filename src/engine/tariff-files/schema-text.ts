import type { z } from 'zod'

/** What is wrong with a value that a schema refused, as a sentence that names the field. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): {
  readonly sentence: string
  readonly field: string
} {
  if (issue === undefined) return { sentence: 'it is not what was expected.', field: '' }
  const field = issue.path.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`
    return path === '' ? String(part) : `${path}.${String(part)}`
  }, '')
  if (field !== '' && issue.message.endsWith('received undefined')) return { sentence: `${field} is missing.`, field }
  const reason = describeChoice(issue).replace(/^Invalid input: /, '')
  const lower = reason.charAt(0).toLowerCase() + reason.slice(1)
  return { sentence: field === '' ? `${lower}.` : `${field}: ${lower}.`, field }
}

/** The paths of `given` that a schema dropped, in their order. */
export function listDroppedPaths(given: unknown, kept: unknown, path = ''): readonly string[] {
  if (typeof given !== 'object' || given === null || typeof kept !== 'object' || kept === null) return []
  const known = kept as Readonly<Record<string, unknown>>
  return Object.entries(given).flatMap(([key, value]) => {
    const place = Array.isArray(given) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    return Object.hasOwn(known, key) ? listDroppedPaths(value, known[key], place) : [place]
  })
}

/** A choice of values names them. */
function describeChoice(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message
  const values = issue.errors.flatMap((branch) =>
    branch.flatMap((each) => (each.code === 'invalid_value' ? each.values : [])),
  )
  return values.length === 0 ? issue.message : `expected one of ${values.join(', ')}`
}
