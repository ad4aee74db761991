import { useRef } from 'react'
import type { Tariff } from '../../../domain/tariff/tariff.ts'
import { downloadFile } from '../../download.ts'
import { findMissingNumber } from '../../form/draft-store.ts'

/** The way in for a tariff from a file. */
export function ImportButton({ onPick }: { readonly onPick: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        Import a file…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.csv"
        aria-label="Tariff as JSON or CSV"
        onChange={({ target }) => {
          onPick([...(target.files ?? [])])
          // The same file can be picked again.
          target.value = ''
        }}
      />
    </>
  )
}

/** The way out: the tariff as it is on the screen. */
export function ExportButton({ tariff }: { readonly tariff: Tariff }) {
  return (
    <button
      type="button"
      disabled={findMissingNumber(tariff) !== null}
      title={findMissingNumber(tariff) === null ? undefined : 'Enter all its numbers first'}
      onClick={() =>
        downloadFile(tariffFileName(tariff.name), `${JSON.stringify(tariff, null, 2)}\n`, 'application/json')
      }
    >
      Export as JSON
    </button>
  )
}

/** «b-19-secondary.json» of «B-19 Secondary» */
export function tariffFileName(name: string): string {
  const slug = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
  return `${slug.replace(/^-|-$/g, '') || 'tariff'}.json`
}
