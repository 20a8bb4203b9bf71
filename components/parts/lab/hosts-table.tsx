'use client'

import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '#components/ui/button.tsx'
import { Panel, PanelBody, PanelHead } from '#components/ui/panel.tsx'
import { readAt } from '../form/answer-tree.ts'
import { useForm } from '../form/form-context.ts'
import { SelectField } from '../form/select-field.tsx'
import { TextField } from '../form/text-field.tsx'
import { roleNames } from './role-names.ts'

const roleOptions = Object.entries(roleNames).map(([value, text]) => ({ value, text }))

/** The inventory: one row a machine. */
export function HostsTable() {
  const { values, problems, write } = useForm()
  const rows = useRef<HTMLOListElement>(null)
  const found = readAt(values, 'hosts')
  const hosts = Array.isArray(found) ? found : []
  const focusOn = (index: number) => rows.current?.querySelectorAll('li')[index]?.querySelector('input')?.focus()

  const add = () => {
    flushSync(() => write('hosts', [...hosts, { name: '', address: '', role: 'exchange' }]))
    focusOn(hosts.length)
  }
  const remove = (index: number) => {
    flushSync(() =>
      write(
        'hosts',
        hosts.filter((_, at) => at !== index),
      ),
    )
    focusOn(Math.max(0, index - 1))
  }
  return (
    <Panel id="hosts">
      <PanelHead title="Hosts">
        <span className="text-muted">Two load balancers, one Exchange server or more.</span>
      </PanelHead>
      <PanelBody className="grid gap-3">
        {problems.hosts && <p className="text-sm font-medium text-bad">{problems.hosts}</p>}
        <div
          aria-hidden="true"
          className="grid grid-cols-[1fr_1fr_1fr_34px] gap-2 text-[12.5px] text-muted max-md:hidden"
        >
          <span>Name</span>
          <span>Address</span>
          <span>Role</span>
        </div>
        <ol ref={rows} className="grid gap-2 max-md:gap-4">
          {hosts.map((host, index) => {
            const name = String(readAt(host, 'name') || `host ${index + 1}`)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is what a host is known by until it is saved
              <li key={index} className="grid items-start gap-2 md:grid-cols-[1fr_1fr_1fr_34px]">
                <TextField path={`hosts.${index}.name`} label={`Name of host ${index + 1}`} labelHidden mono />
                <TextField path={`hosts.${index}.address`} label={`Address of host ${index + 1}`} labelHidden mono />
                <SelectField
                  path={`hosts.${index}.role`}
                  label={`Role of host ${index + 1}`}
                  options={roleOptions}
                  labelHidden
                />
                <Button look="quiet" size="icon" onClick={() => remove(index)} aria-label={`Remove ${name}`}>
                  <X className="size-4" aria-hidden="true" />
                </Button>
              </li>
            )
          })}
        </ol>
        <div>
          <Button size="small" onClick={add}>
            <Plus className="size-3.5" aria-hidden="true" />
            Add host
          </Button>
        </div>
      </PanelBody>
    </Panel>
  )
}
