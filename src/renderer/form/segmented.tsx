/** A choice of one among few. */
export function Segmented<T extends string>(props: {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly text: string }[]
  readonly chosen: T | null
  readonly onChoose: (value: T) => void
}) {
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{props.label}</legend>
      {props.options.map(({ value, text }) => (
        <button key={value} type="button" aria-pressed={value === props.chosen} onClick={() => props.onChoose(value)}>
          {text}
        </button>
      ))}
    </fieldset>
  )
}
