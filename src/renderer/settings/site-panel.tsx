import { TextField } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'

export function SitePanel() {
  return (
    <section className="panel" aria-labelledby="site-title">
      <h2 id="site-title">Site</h2>
      <div className="fields">
        <TextField path={['site', 'name']} label="Name" />
        <TextField
          path={['site', 'zone']}
          label="Time zone"
          hint="An IANA name, like Europe/Berlin. Times are shown and billed in it."
        />
        <NumberField path={['site', 'latitude']} label="Latitude (°)" hint="North is positive" />
        <NumberField path={['site', 'longitude']} label="Longitude (°)" hint="East is positive" />
        <NumberField path={['site', 'pvPeakKw']} label="PV peak (kW)" hint="0 where there is no PV" />
      </div>
    </section>
  )
}

export function RetentionPanel() {
  return (
    <section className="panel" aria-labelledby="retention-title">
      <h2 id="retention-title">What is kept</h2>
      <div className="fields">
        <NumberField path={['retention', 'rawDays']} label="Single samples (days)" hint="1 to 366" />
        <NumberField path={['retention', 'minuteDays']} label="1-min means (days)" hint="14 to 3,660" />
        <NumberField
          path={['retention', 'quarterHourDays']}
          label="15-min means (days)"
          hint="60 or more; empty is for good"
          nullable
        />
      </div>
    </section>
  )
}
