import { because, type ConfigLine } from '#lib/parts/config-line.ts'

/** Refusals that come before any routing decision, so that no spelling of a path gets around them. */
export const hygiene: ConfigLine[] = [
  because(
    'http-request deny status 421 unless is_ours',
    'A foreign Host header means a wrong DNS entry or somebody who is looking around.',
  ),
  because(
    String.raw`http-request deny status 400 if { path,url_dec -m sub .. } or { path,url_dec -m sub \\ } or { path -m reg -i %(2e|2f|5c|25|00) }`,
    'IIS would resolve /owa/..%2fecp/ to /ecp/ after HAProxy has let it through as /owa.',
  ),
  because(
    'http-request deny status 403 if { path_beg -i /autodiscover } { url,url_dec -m reg -i (powershell|mapi/nspi|mapi/emsmdb|@.*/owa/|@.*/ecp/) }',
    'The shape of ProxyShell and ProxyNotShell requests.',
  ),
  because(
    'http-request deny status 404 if { path_end -i /healthcheck.htm } !is_admin',
    'The health page prints the name of the server.',
    'Part 5, administrators’ networks',
  ),
  because(
    'http-request return status 200 content-type text/plain lf-string %[ssl_f_sha1,hex] if is_own_door { path /certificate }',
    'Which certificate the running process shows; asked by the node itself.',
  ),
  because('http-request del-header X-Forwarded-For', 'Only HAProxy may say where a request came from.'),
  'http-request del-header X-Forwarded-Proto',
  'option forwardfor',
  'http-request set-header X-Forwarded-Proto https',
]
