import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { published } from '#lib/parts/published.ts'
import { PUBLISHED } from '../places.ts'

/** Port 80: the CRLs of the PKI as they are, everything else on to https. */
export const httpFrontend = ({ lab }: Answers): ConfigLine[] =>
  section(
    'frontend fe_http',
    line`bind ${lab.virtualAddress}:80`,
    line`acl is_pki hdr(host),lower,field(1,:) -m str ${lab.pkiName}`,
    'acl is_get method GET HEAD',
    ...published.map(({ name, contentType }, at) => {
      const text = line`http-request return status 200 content-type ${contentType} file ${PUBLISHED}/${name} hdr Cache-Control max-age=3600 if is_pki is_get { path /${name} }`
      if (at > 0) return text
      return because(
        text,
        'CRLs must be on plain http and never redirected, or Exchange marks the certificate RevocationCheckFailure.',
        'Part 1, PKI name',
      )
    }),
    'http-request return status 404 if is_pki',
    because(
      'http-request redirect scheme https code 302 if { path_beg -i /autodiscover }',
      'Outlook’s redirect method expects a 302 here; a 301 would be remembered for ever.',
    ),
    'http-request redirect scheme https code 301',
  )
