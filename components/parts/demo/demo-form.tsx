import { FieldGroup } from '../form/field-group.tsx'
import { TextField } from '../form/text-field.tsx'

export const DemoForm = () => (
  <FieldGroup
    title="The drills"
    said="Requests are sent all the time while something is broken on purpose; what is lost is counted."
  >
    <TextField
      path="requestsPerSecond"
      label="Requests"
      unit="a second"
      number
      hint="More of them measure an outage more finely."
    />
    <TextField
      path="promisedMs"
      label="Promised outage"
      unit="ms at most"
      number
      hint="A drill that takes longer than this has failed."
    />
  </FieldGroup>
)
