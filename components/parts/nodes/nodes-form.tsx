import { FieldGroup } from '../form/field-group.tsx'
import { ListField } from '../form/list-field.tsx'
import { TextField } from '../form/text-field.tsx'

export const NodesForm = () => (
  <FieldGroup
    title="Network and time of the nodes"
    said="For the unattended installation, and for the first look at a node that is installed already."
  >
    <TextField path="gateway" label="Gateway" mono />
    <TextField path="timeZone" label="Time zone" hint="Area/City, for example Australia/Sydney." mono />
    <ListField
      path="dnsServers"
      label="DNS servers"
      one="DNS server"
      most={3}
      hint="Asked in this order; usually the domain controllers."
    />
    <ListField
      path="timeServers"
      label="Time servers"
      one="time server"
      most={4}
      hint="Certificates and Kerberos need the clocks to agree."
    />
  </FieldGroup>
)
