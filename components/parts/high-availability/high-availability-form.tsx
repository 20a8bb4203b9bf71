import { FieldGroup } from '../form/field-group.tsx'
import { TextField } from '../form/text-field.tsx'

export const HighAvailabilityForm = () => (
  <FieldGroup
    title="keepalived"
    said="Both nodes tell each other that they live (VRRP version 3). The one that is silent loses the virtual address."
  >
    <TextField
      path="routerId"
      label="Virtual router id"
      number
      hint="1 to 255, and used by no other VRRP pair in this network."
    />
    <TextField
      path="advertSeconds"
      label="A node speaks every"
      unit="s"
      number
      hint="Three missed ones are a failure. Below 0.3 s, snapshots and live migration of virtual machines cause false takeovers."
    />
    <TextField
      path="preemptDelaySeconds"
      label="A returned node waits"
      unit="s"
      number
      hint="Before it takes the address back; long enough for its health checks to settle."
    />
  </FieldGroup>
)
