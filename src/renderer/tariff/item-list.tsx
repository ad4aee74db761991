import { type ReactNode, useRef } from 'react'
import type { FieldPath } from '../form/draft-store.ts'
import { useDraftValue, useFieldError } from '../form/field.tsx'
import { useFocusNext } from '../form/focus-field.ts'
import { createCopyName, createUniqueId } from './tariff-defaults.ts'
import './item-list.css'

interface Item {
  readonly id: string
  readonly name: string
}

interface ItemListProps<T extends Item> {
  readonly path: FieldPath
  /** First part of a new one's id. */
  readonly kind: string
  /** «charge», «price»: what one is called. */
  readonly noun: string
  readonly fresh: (id: string) => T
  /** What one means, beside its name while it is folded. */
  readonly summary: (item: T, index: number) => ReactNode
  readonly fields: (item: T, path: FieldPath) => ReactNode
}

/** Charges or prices, each folded to what it means: to open, duplicate, remove and add to. */
export function ItemList<T extends Item>({ path, kind, noun, fresh, summary, fields }: ItemListProps<T>) {
  const { value, change } = useDraftValue(path)
  const items = (value ?? []) as readonly T[]
  const error = useFieldError(path)
  const add = useRef<HTMLButtonElement>(null)
  const focusNext = useFocusNext()

  const insert = (at: number, item: T) => {
    change([...items.slice(0, at), item, ...items.slice(at)])
    focusNext([...path, at, 'name'].join('.'))
  }
  const createItemId = () => createUniqueId(kind, items, Date.now())
  const remove = (item: T) => {
    change(items.filter((each) => each !== item))
    add.current?.focus()
  }
  return (
    <div className="items">
      {error !== '' && <p className="field-error">{error}</p>}
      {[...items.entries()].map(([index, item]) => (
        <details key={item.id} className="item">
          <summary>{summary(item, index)}</summary>
          <fieldset>
            <legend className="visually-hidden">{item.name || `New ${noun}`}</legend>
            {fields(item, [...path, index])}
            <div className="actions">
              <button
                type="button"
                aria-label={`Duplicate ${item.name || `this ${noun}`}`}
                onClick={() =>
                  insert(index + 1, { ...item, id: createItemId(), name: createCopyName(item.name, items) })
                }
              >
                Duplicate
              </button>
              <button type="button" aria-label={`Remove ${item.name || `this ${noun}`}`} onClick={() => remove(item)}>
                Remove
              </button>
            </div>
          </fieldset>
        </details>
      ))}
      <button ref={add} type="button" className="add" onClick={() => insert(items.length, fresh(createItemId()))}>
        {`Add a ${noun}`}
      </button>
    </div>
  )
}
