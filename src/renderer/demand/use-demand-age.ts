import { useEngine } from '../page/page-context.ts'
import { useTagAge } from '../page/use-tag-age.ts'

/** «12 s old» where the tag that demand is billed on has been silent for too long, else empty. */
export function useDemandAge(): string {
  const tag = useEngine(({ tags, settings }) => {
    const billedOn = settings?.demand.billedOn ?? 'gridImport'
    const idOf = (role: string) => tags.find((each) => each.role === role)?.id
    return idOf(billedOn) ?? idOf('load') ?? ''
  })
  return useTagAge(tag)
}
