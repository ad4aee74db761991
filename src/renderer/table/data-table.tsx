import type { HTMLAttributes, ReactNode } from 'react'
import './data-table.css'

/**
 * What a column holds: the row's name heads its row; figures are aligned under each other; fields and buttons fill
 * their cells.
 */
type ColumnKind = 'name' | 'text' | 'number' | 'field' | 'action'

export interface Column<Row> {
  readonly kind: ColumnKind
  /** What its cells are; empty above buttons. */
  readonly head: string
  /** Of all its figures: beneath the heading. */
  readonly unit?: string
  readonly cell: (row: Row, index: number) => ReactNode
  /** Its cell in the last row, a sum. */
  readonly foot?: ReactNode
  /** A CSS length; by default its share of what is left. */
  readonly width?: string
  /** On a narrow screen: left out, or on a line of its own; by default beside its neighbours. */
  readonly narrow?: 'hidden' | 'line'
  readonly className?: string
}

interface DataTableProps<Row> {
  /** What the table shows, for screen readers. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row, index: number) => string | number
  readonly rowProps?: (row: Row) => HTMLAttributes<HTMLTableRowElement> & Readonly<Record<`data-${string}`, string>>
  /** Shown in place of a table without rows. */
  readonly empty?: string
  /** The headings stay in sight while the rows scroll beneath them. */
  readonly sticky?: boolean
  /** On a narrow screen each row becomes a card, its cells with their headings before them. */
  readonly cards?: boolean
  readonly className?: string
}

/** Every table of the page. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, empty, sticky = false, cards = false, className = '' } = props
  if (rows.length === 0 && empty !== undefined) return <p className="empty">{empty}</p>
  const classes = ['data-table', className, sticky ? 'is-sticky' : '', cards ? 'is-cards' : '']
  return (
    <table className={classes.filter((each) => each !== '').join(' ')}>
      <caption className="visually-hidden">{caption}</caption>
      <colgroup>
        {columns.map(({ head, width, ...column }) => (
          <col key={head} className={classOf(column)} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.head} {...column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={props.rowKey(row, index)} {...props.rowProps?.(row)}>
            {columns.map((column) => (
              <Cell key={column.head} {...column} part={cards ? column.head : undefined}>
                {column.cell(row, index)}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
      {columns.some(({ foot }) => foot !== undefined) && (
        <tfoot>
          <tr>
            {columns.map((column) => (
              <Cell key={column.head} {...column}>
                {column.foot}
              </Cell>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  )
}

type Look = Pick<Column<never>, 'kind' | 'narrow' | 'className'>

function classOf({ kind, narrow, className = '' }: Look): string {
  const line = narrow === undefined ? '' : ` narrow-${narrow}`
  return `is-${kind}${line}${className === '' ? '' : ` ${className}`}`
}

function Head({ head, unit, ...look }: Look & Pick<Column<never>, 'head' | 'unit'>) {
  if (head === '') return <td className={classOf(look)} />
  return (
    <th scope="col" className={classOf(look)}>
      {head}
      {unit !== undefined && unit !== '' && <small>{` ${unit}`}</small>}
    </th>
  )
}

function Cell({
  part,
  children,
  ...look
}: Look & { readonly part?: string | undefined; readonly children: ReactNode }) {
  if (look.kind === 'name') {
    return (
      <th scope="row" className={classOf(look)}>
        {children}
      </th>
    )
  }
  return (
    <td className={classOf(look)} data-part={part === '' ? undefined : part}>
      {children}
    </td>
  )
}
