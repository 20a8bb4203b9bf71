import { FieldGroup } from '../form/field-group.tsx'
import { TextField } from '../form/text-field.tsx'

export const PkiForm = () => (
  <>
    <FieldGroup
      title="Who issues"
      said="Two tiers, made and kept by Fairlead: a root that signs only the intermediate, and an intermediate that signs servers."
    >
      <TextField path="organisation" label="Organisation" hint="Stands in every certificate." />
      <TextField path="country" label="Country" hint="Two letters, for example AU." mono />
      <TextField path="rootName" label="Name of the root CA" />
      <TextField path="intermediateName" label="Name of the intermediate CA" />
    </FieldGroup>
    <FieldGroup title="For how long">
      <TextField path="rootDays" label="Root CA" unit="days" number />
      <TextField path="intermediateDays" label="Intermediate CA" unit="days" number />
      <TextField
        path="leafDays"
        label="Server certificate"
        unit="days"
        number
        hint="Phones refuse server certificates of more than 398 days from public roots; 397 is the field's habit."
      />
      <TextField
        path="crlDays"
        label="Revocation lists"
        unit="days"
        number
        hint="Published anew before they end; Exchange refuses a certificate whose list has ended."
      />
    </FieldGroup>
  </>
)
