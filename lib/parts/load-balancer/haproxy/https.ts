import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { OWN_DOOR_PORT } from '../places.ts'
import { type Service, services } from '../services.ts'
import { hygiene } from './hygiene.ts'

/** Port 443: refuse what is not Exchange's, guard what is not everybody's, then one service to one backend. */
export const httpsFrontend = (answers: Answers): ConfigLine[] => [
  ...section(
    'frontend fe_https',
    ...doors(answers),
    '',
    ...hygiene,
    '',
    ...services.filter((service) => isGuarded(service, answers)).map(guarded),
    because(
      'http-request redirect location /owa/ code 302 if { path / }',
      'People type the name and nothing after it.',
    ),
    '',
    ...responses(answers['load-balancer'].hsts),
    '',
    ...services.map(
      ({ backend, path }) => line`use_backend ${backend} if { path -i ${path} } or { path_beg -i ${path}/ }`,
    ),
    because('default_backend be_reject', 'What belongs to no service is refused, not handed to Outlook on the web.'),
  ),
  ...section('backend be_reject', 'http-request deny status 404'),
]

const doors = ({ lab, 'load-balancer': { adminNetworks } }: Answers): ConfigLine[] => [
  because(
    line`bind ${lab.virtualAddress}:443 ssl crt ${lab.mailName}.pem alpn http/1.1`,
    'HTTP/2 shares a connection between requests, which NTLM and Negotiate cannot bear; from 2.8 it would be on by default.',
    'Part 1, virtual address and mail name',
  ),
  because(
    line`bind 127.0.0.1:${OWN_DOOR_PORT} ssl crt ${lab.mailName}.pem alpn http/1.1`,
    'The way in for the node itself, so that each node can be proven while the other holds the virtual address.',
  ),
  because('option h1-case-adjust-bogus-client', 'Applies the spellings above to what clients are sent.'),
  'acl is_own_door dst 127.0.0.1',
  'acl is_admin src 127.0.0.1',
  ...adminNetworks.map((network) =>
    because(
      line`acl is_admin src ${network}`,
      'May reach the administrative paths.',
      'Part 5, administrators’ networks',
    ),
  ),
  because(
    line`acl is_ours hdr(host),lower,field(1,:) -m str ${lab.mailName} ${lab.autodiscoverName}`,
    'The names that the certificate holds.',
    'Part 1, mail and Autodiscover name',
  ),
]

/** Where Exchange itself has no admin centre, /ecp serves everybody the options of Outlook on the web. */
const isGuarded = ({ id, adminOnly }: Service, { 'client-access': { adminCenter } }: Answers): boolean =>
  adminOnly && !(id === 'ecp' && adminCenter === 'off')

const guarded = ({ path, name }: Service) =>
  because(
    line`http-request deny status 403 if { path -i ${path} } !is_admin or { path_beg -i ${path}/ } !is_admin`,
    `${name} is for administrators; from elsewhere it is refused before Exchange sees the request.`,
    'Part 5, administrators’ networks',
  )

const responses = (hsts: boolean): ConfigLine[] => [
  ...(hsts
    ? [
        because(
          'http-after-response set-header Strict-Transport-Security max-age=31536000',
          'Without includeSubDomains: the PKI name must stay on plain http.',
          'Part 5, HSTS',
        ),
      ]
    : []),
  'http-response del-header Server',
  'http-response del-header X-Powered-By',
  'http-response del-header X-AspNet-Version',
]
