import { useState } from 'react'
import { decodeBase64, downloadFile } from '../download.ts'
import { usePage } from '../page/page-context.ts'

const FORMATS = [
  { format: 'pdf', type: 'application/pdf', text: 'PDF' },
  { format: 'csv', type: 'text/csv', text: 'CSV' },
] as const

/** A month's report as a file. */
export function ReportButtons({ month }: { readonly month: string }) {
  const { transport } = usePage()
  const [pending, setPending] = useState('')
  const [failure, setFailure] = useState('')
  const save = async ({ format, type }: (typeof FORMATS)[number]) => {
    setPending(format)
    const outcome = await transport.call('report', { month, format })
    setPending('')
    setFailure(outcome.ok ? '' : outcome.error.message)
    if (outcome.ok) downloadFile(outcome.value.fileName, decodeBase64(outcome.value.base64), type)
  }
  return (
    <span className="report-buttons">
      <span>Report</span>
      {FORMATS.map((each) => (
        <button
          key={each.format}
          type="button"
          aria-label={`Report as ${each.text}`}
          disabled={pending !== ''}
          onClick={() => void save(each)}
        >
          {pending === each.format ? 'Writing…' : each.text}
        </button>
      ))}
      {failure !== '' && <span role="alert">{failure}</span>}
    </span>
  )
}
