import { FieldGroup } from '../form/field-group.tsx'
import { SelectField } from '../form/select-field.tsx'
import { TextField } from '../form/text-field.tsx'
import { HostsTable } from './hosts-table.tsx'

export const LabForm = () => (
  <>
    <FieldGroup
      title="Names"
      said="What clients call the service, and the Active Directory domain that the servers are members of."
    >
      <TextField path="mailName" label="Mail name" hint="Outlook, browsers and phones connect to this name." mono />
      <TextField path="autodiscoverName" label="Autodiscover name" hint="Where Outlook asks for its settings." mono />
      <TextField path="smtpDomain" label="SMTP domain" hint="What stands behind the @." mono />
      <TextField
        path="pkiName"
        label="PKI name"
        hint="Where clients and servers fetch revocation lists and CA certificates, over plain http."
        mono
      />
      <TextField path="adDomain" label="Active Directory domain" mono />
      <TextField path="netbios" label="NetBIOS name of the domain" mono />
      <TextField path="administrator" label="Windows administrator" hint="DOMAIN\name or name@domain." mono />
    </FieldGroup>
    <FieldGroup
      title="Network"
      said="The virtual address moves between the two load balancers; both must stand in its subnet."
    >
      <TextField path="virtualAddress" label="Virtual address" hint="Free today: nothing may answer there." mono />
      <TextField path="subnet" label="Subnet" hint="Network address and length, for example 192.168.50.0/24." mono />
    </FieldGroup>
    <HostsTable />
    <FieldGroup
      title="Login to the Linux nodes"
      said="One login for both nodes. A login other than root needs sudo. Passwords and keys are kept further down, sealed."
    >
      <TextField path="login.user" label="User" mono />
      <TextField path="login.port" label="SSH port" number />
      <SelectField
        path="login.method"
        label="Method"
        options={[
          { value: 'key', text: 'Private key' },
          { value: 'password', text: 'Password' },
          { value: 'agent', text: 'SSH agent of the account that Fairlead runs as' },
        ]}
      />
    </FieldGroup>
  </>
)
