import { createContext, type ReactNode, useContext, useId, useState } from 'react'
import { useStore } from 'zustand'
import type { CallError } from '../../contract/api.ts'
import type { Settings } from '../../contract/settings.ts'
import { changeDraft, type DraftStore, type FieldPath, valueAt } from './draft-store.ts'
import './form.css'

/** The settings as the engine has them, and the changes that the fields within make. */
export const DraftContext = createContext<{ readonly saved: Settings; readonly store: DraftStore } | null>(null)

function useDraftContext() {
  const context = useContext(DraftContext)
  if (context === null) throw new Error('A field is used outside a draft’s form')
  return context
}

export function useSavedSettings(): Settings {
  return useDraftContext().saved
}

/** A value of the draft and how to change it. */
export function useDraftValue(path: FieldPath): { value: unknown; change: (value: unknown) => void } {
  const { saved, store } = useDraftContext()
  const value = useStore(store, ({ draft }) => valueAt(draft ?? saved, path))
  return { value, change: (next) => changeDraft(store, saved, path, next) }
}

/** The engine's sentence about this field, without the field's own path. */
export function useFieldError(path: FieldPath): string {
  const name = path.join('.')
  return useStore(useDraftContext().store, ({ error }) => (error?.field === name ? describeError(error) : ''))
}

/** The engine's sentence about something within this field, and which part it is of; null where there is none. */
export function useErrorWithin(path: FieldPath): { readonly part: string; readonly sentence: string } | null {
  const error = useStore(useDraftContext().store, (state) => state.error)
  const prefix = `${path.join('.')}.`
  if (error?.field?.startsWith(prefix) !== true) return null
  return { part: error.field.slice(prefix.length), sentence: describeError(error) }
}

/** What is wrong, without the path that the engine puts before it. */
export function describeError({ field, message }: CallError): string {
  return field !== undefined && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
}

export interface FieldProps {
  readonly path: FieldPath
  readonly label: string
  readonly hint?: string
  /** The label is for a screen reader alone: a column's heading shows it. */
  readonly inTable?: boolean
  /** What else is wrong here: the error of what the field lies in, or of what lies in it. */
  readonly error?: string
}

interface ControlProps {
  readonly id: string
  readonly 'data-field': string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string
}

/** A label, a control, and its message: an error, or a hint. */
export function Field({
  path,
  label,
  hint,
  inTable,
  error: otherError = '',
  children,
}: FieldProps & { readonly children: (props: ControlProps) => ReactNode }) {
  const id = useId()
  const error = useFieldError(path) || otherError
  const control = {
    id,
    'data-field': path.join('.'),
    'aria-invalid': error !== '',
    'aria-describedby': `${id}-more`,
  }
  return (
    <div className="field">
      <label htmlFor={id} className={inTable === true ? 'visually-hidden' : ''}>
        {label}
      </label>
      {children(control)}
      <div id={`${id}-more`} className="field-more">
        {error !== '' && <span className="field-error">{error}</span>}
        {error === '' && hint !== undefined && <span className="hint">{hint}</span>}
      </div>
    </div>
  )
}

interface TextFieldProps extends FieldProps {
  /** An empty field is left out of the settings. */
  readonly optional?: boolean
  readonly secret?: boolean
  /** Letters become capitals as they are typed. */
  readonly upperCase?: boolean
}

export function TextField({ optional, secret, upperCase, ...field }: TextFieldProps) {
  const { value, change } = useDraftValue(field.path)
  const changeText = (text: string) => change(optional === true && text === '' ? undefined : text)
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type={secret === true ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => changeText(upperCase === true ? target.value.toUpperCase() : target.value)}
        />
      )}
    </Field>
  )
}

export function PemField(field: FieldProps) {
  const { value, change } = useDraftValue(field.path)
  return (
    <Field {...field}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          spellCheck={false}
          placeholder="-----BEGIN …"
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => change(target.value === '' ? undefined : target.value)}
        />
      )}
    </Field>
  )
}

export function CheckField(field: FieldProps) {
  const { value, change } = useDraftValue(field.path)
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => change(target.checked)}
        />
      )}
    </Field>
  )
}

/** `onChoose` changes more than the field's own value. */
export function SelectField<T extends string | number>({
  options,
  onChoose,
  ...field
}: FieldProps & { readonly options: readonly (readonly [value: T, text: string])[]; onChoose?: (value: T) => void }) {
  const { value, change } = useDraftValue(field.path)
  const choose = (text: string) => {
    const [chosen] = options.find(([option]) => String(option) === text) ?? []
    if (chosen !== undefined) (onChoose ?? change)(chosen)
  }
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} value={String(value)} onChange={({ target }) => choose(target.value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Headers, one a line: «Name: value». */
export function HeadersField(field: FieldProps) {
  const { value, change } = useDraftValue(field.path)
  const [text, setText] = useState(() => formatHeaders(value))
  return (
    <Field {...field}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          spellCheck={false}
          placeholder="X-Api-Key: …"
          value={JSON.stringify(parseHeaders(text)) === JSON.stringify(value) ? text : formatHeaders(value)}
          onChange={({ target }) => {
            setText(target.value)
            change(parseHeaders(target.value))
          }}
        />
      )}
    </Field>
  )
}

function formatHeaders(headers: unknown): string {
  return Object.entries((headers ?? {}) as Record<string, string>)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

export function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    const name = (at < 0 ? line : line.slice(0, at)).trim()
    return name === '' ? [] : [[name, at < 0 ? '' : line.slice(at + 1).trim()] as const]
  })
  return Object.fromEntries(pairs)
}
