import { CheckField } from '../form/check-field.tsx'
import { FieldGroup } from '../form/field-group.tsx'
import { ListField } from '../form/list-field.tsx'
import { TextField } from '../form/text-field.tsx'

export const LoadBalancerForm = () => (
  <FieldGroup
    title="HAProxy"
    said="Servers, names and certificate follow from the Parts before; this is what they do not say."
  >
    <ListField
      path="adminNetworks"
      label="Administrative networks"
      one="network"
      most={16}
      hint="May reach /ecp, /powershell and the health pages; everyone else is refused there."
    />
    <div className="grid gap-4">
      <TextField
        path="maxConnections"
        label="Connections at once"
        number
        hint="Per HAProxy process; each takes two file descriptors. Outlook keeps several open per user."
      />
      <TextField
        path="probeIntervalSeconds"
        label="Health is asked every"
        unit="s"
        number
        hint="Per service and server."
      />
      <CheckField
        path="hsts"
        label="Tell browsers to use https only (HSTS)"
        hint="For the mail name alone, without its sub-domains: revocation lists stay on plain http."
      />
    </div>
  </FieldGroup>
)
