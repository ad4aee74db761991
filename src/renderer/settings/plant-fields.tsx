import { HeadersField, PemField, SelectField, TextField, useDraftValue } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { Segmented } from '../form/segmented.tsx'
import { MappingTable } from './mapping-table.tsx'

const AUTH_OPTIONS = [
  { value: 'none', text: 'None' },
  { value: 'bearer', text: 'Bearer token' },
  { value: 'headers', text: 'Headers' },
] as const
type AuthKind = (typeof AUTH_OPTIONS)[number]['value']

const EMPTY_AUTH: Record<AuthKind, unknown> = {
  none: { kind: 'none' },
  bearer: { kind: 'bearer', token: '' },
  headers: { kind: 'headers', headers: {} },
}

const EXAMPLE_MESSAGE = `{"ts": "2026-11-23T14:07:32.000Z", "seq": 1,
 "values": {"load_kw": 1042.5, "grid_kw": 830.1, "pv_kw": 212.4, "pf": 0.97}}`

export function PlantFields() {
  return (
    <>
      <div className="fields">
        <TextField path={['source', 'url']} label="Address" hint="Starts with ws:// or wss://" />
        <NumberField path={['source', 'pingSeconds']} label="Ping (s)" hint="1 to 300" />
        <SelectField
          path={['source', 'gridSign']}
          label="Positive values are"
          options={[
            ['import', 'Import from the grid'],
            ['export', 'Export to the grid'],
          ]}
        />
      </div>
      <details className="example">
        <summary>A message to test the plant’s format with</summary>
        <p>
          Let the plant’s gateway send this as a text message, with the time as it is now. An array of such messages,
          SenML (RFC 8428) and OPC UA PubSub JSON are read too.
        </p>
        <pre>{EXAMPLE_MESSAGE}</pre>
        <button type="button" onClick={() => void navigator.clipboard?.writeText(EXAMPLE_MESSAGE)}>
          Copy
        </button>
      </details>
      <AuthFields />
      <details>
        <summary>Certificates (wss)</summary>
        <div className="fields">
          <PemField path={['source', 'tls', 'ca']} label="CA (PEM)" hint="Of a private authority" />
          <PemField path={['source', 'tls', 'cert']} label="Client certificate (PEM)" />
          <PemField path={['source', 'tls', 'key']} label="Its key (PEM)" />
        </div>
      </details>
      <MappingTable />
    </>
  )
}

function AuthFields() {
  const { value, change } = useDraftValue(['source', 'auth'])
  const { kind } = value as { kind: AuthKind }
  return (
    <div className="auth">
      <h3>Credentials</h3>
      <Segmented
        label="Credentials"
        options={AUTH_OPTIONS}
        chosen={kind}
        onChoose={(next) => change(EMPTY_AUTH[next])}
      />
      {kind === 'bearer' && (
        <TextField
          path={['source', 'auth', 'token']}
          label="Token"
          hint="Dots stand for the token that is kept"
          secret
        />
      )}
      {kind === 'headers' && (
        <HeadersField
          path={['source', 'auth', 'headers']}
          label="Headers"
          hint="One a line, Name: value. Dots stand for the value that is kept"
        />
      )}
    </div>
  )
}
