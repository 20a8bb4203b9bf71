import { CheckField } from '../form/check-field.tsx'
import { ChoicesField } from '../form/choices-field.tsx'
import { FieldGroup } from '../form/field-group.tsx'
import { SelectField } from '../form/select-field.tsx'
import { TextField } from '../form/text-field.tsx'

export const ClientAccessForm = () => (
  <>
    <FieldGroup
      title="Mail addresses"
      said="The mail domain of Part 1 becomes an accepted domain, and recipients get an address in it."
    >
      <TextField
        path="policyName"
        label="E-mail address policy"
        hint="Exchange's setup makes one called Default Policy."
      />
      <TextField
        path="addressTemplate"
        label="Primary address before the @"
        mono
        hint="%m is the alias, %g the given name, %s the surname, %1g the first letter of the given name."
      />
      <SelectField
        path="existingTemplates"
        label="Templates that the policy has already"
        options={[
          { value: 'keep', text: 'Keep them as further addresses' },
          { value: 'replace', text: 'Take them away' },
        ]}
        hint="The plan shows the list before and after. New recipients get no address of a template that was taken away."
      />
      <CheckField
        path="makeDefaultDomain"
        label="Make it the default domain"
        hint="Exchange puts it where a name is given without a domain."
      />
    </FieldGroup>
    <FieldGroup title="Client access" said="Every URL follows from the names of Part 1, the same inside and outside.">
      <SelectField
        path="logonFormat"
        label="Name on the logon page"
        options={[
          { value: 'UserName', text: 'User name alone' },
          { value: 'FullDomain', text: 'DOMAIN\\user name' },
          { value: 'PrincipalName', text: 'User principal name (name@domain)' },
        ]}
      />
      <SelectField
        path="adminCenter"
        label="Exchange admin centre"
        options={[
          { value: 'load-balancer', text: 'From administrative networks only (HAProxy)' },
          { value: 'off', text: 'Off on these servers (Exchange)' },
        ]}
        hint="HAProxy refuses /ecp to everyone else, options of Outlook on the web included. Off keeps those options for all, and takes the admin centre from administrators too."
      />
      <CheckField
        path="mapiOverHttp"
        label="MAPI over HTTP"
        hint="For Outlook 2013 SP1 and later; Exchange 2013 SP1 and later. Others go on with Outlook Anywhere."
      />
    </FieldGroup>
    <FieldGroup
      title="Certificate"
      said="Signed by the intermediate CA of Part 2, for all Exchange servers and both nodes."
    >
      <SelectField
        path="keyOrigin"
        label="The private key is made"
        options={[
          { value: 'exchange', text: 'On the first Exchange server' },
          { value: 'fairlead', text: 'By Fairlead' },
        ]}
        hint="It reaches the others as a PFX under a password that is used once. Fairlead keeps it sealed for HAProxy."
      />
      <TextField path="friendlyName" label="Friendly name" hint="What the Exchange admin centre calls it." />
      <TextField path="organisationalUnit" label="Organisational unit" />
      <TextField path="state" label="State or province" />
      <ChoicesField
        path="services"
        label="Services that get it"
        options={['IIS', 'SMTP', 'POP', 'IMAP'].map((value) => ({ value, text: value }))}
        hint="An assignment cannot be taken back in Exchange, only given to another certificate."
      />
      <CheckField
        path="replaceDefaultSmtp"
        label="Replace the default certificate of SMTP"
        hint="Servers use it among themselves. Normally it stays the one that Exchange's setup made."
      />
      <CheckField
        path="wildcard"
        label="Wildcard certificate"
        hint="For every name of the mail domain. Outlook must then be told its name; not meant for POP and IMAP."
      />
    </FieldGroup>
    <FieldGroup title="DNS">
      <SelectField
        path="dns"
        label="Names are made"
        options={[
          { value: 'windows', text: 'By Fairlead, as pinpoint zones on the domain controller' },
          { value: 'manual', text: 'By hand: Fairlead shows the records and asks for them' },
        ]}
      />
    </FieldGroup>
  </>
)
