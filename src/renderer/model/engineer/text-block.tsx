import { useRef, useState } from 'react'

interface TextBlockProps {
  readonly title: string
  readonly text: string
  /** What is shown where there is no text. */
  readonly nothing: string
}

/** Text for a machine, to be read, selected and copied. */
export function TextBlock({ title, text, nothing }: TextBlockProps) {
  const [statusText, setStatusText] = useState('')
  const pre = useRef<HTMLPreElement>(null)
  const copy = async () => {
    const done = await copyText(text, pre.current)
    setStatusText(done ? 'Copied' : 'Selected: copy it by hand')
  }
  return (
    <section className="text-block" aria-label={title}>
      <div className="panel-title">
        <h3>{title}</h3>
        <span role="status">{statusText}</span>
        <button type="button" disabled={text === ''} aria-label={`Copy ${title}`} onClick={() => void copy()}>
          Copy
        </button>
      </div>
      {text === '' ? (
        <p className="hint">{nothing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard too
        <pre ref={pre} tabIndex={0} onBlur={() => setStatusText('')}>
          {text}
        </pre>
      )}
    </section>
  )
}

/** A page over plain HTTP can't use the clipboard, nor can the app's: there a selection is copied. */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    if (shown === null) return false
    getSelection()?.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}
