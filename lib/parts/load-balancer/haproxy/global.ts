import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { AUTHORITIES, CERTIFICATES, RUNTIME_SOCKET } from '../places.ts'

/** The process itself: identity, sizes, TLS floor. */
export const globalSection = (answers: Answers['load-balancer'], fingerprint: string): ConfigLine[] =>
  section(
    'global',
    because(
      line`description ${fingerprint}`,
      'The running process tells by it which configuration it has loaded; a file alone proves nothing.',
    ),
    because(
      'log stdout format raw local0',
      'Goes to the journal of the unit. A socket in /dev is not reachable from the chroot on every distribution.',
    ),
    'chroot /var/lib/haproxy',
    'user haproxy',
    'group haproxy',
    because(
      line`maxconn ${answers.maxConnections}`,
      'Each connection takes two file descriptors. An Outlook user keeps 10 to 15 connections.',
      'Part 5, connections',
    ),
    line`stats socket ${RUNTIME_SOCKET} mode 600 level admin`,
    'stats timeout 30s',
    because(
      'hard-stop-after 15m',
      'Long polls last up to an hour: without an end, every reload would leave an old process behind.',
    ),
    'spread-checks 5',
    because(
      'tune.bufsize 65536',
      'Kerberos tickets of users in many groups exceed 16 KB; such a user would get 400 from HAProxy, and only that user.',
    ),
    'tune.ssl.default-dh-param 2048',
    ...headerCases.map((name, at) =>
      at === 0
        ? because(
            headerCase(name),
            'Outlook 2010 to 2016 RTM overlook header names in lower case; MAPI fails or prompts.',
          )
        : headerCase(name),
    ),
    line`ca-base ${AUTHORITIES}`,
    line`crt-base ${CERTIFICATES}`,
    because(
      `ssl-default-bind-ciphers ${ciphers.join(':')}`,
      'Mozilla “intermediate” and two CBC suites: SChannel up to Windows 8.1 and Server 2012 R2 has no ECDHE-RSA GCM suite.',
    ),
    'ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
    'ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
    'ssl-default-server-options ssl-min-ver TLSv1.2 no-tls-tickets',
  )

const headerCase = (name: string) => `h1-case-adjust ${name.toLowerCase()} ${name}`

const headerCases = [
  'WWW-Authenticate',
  'Persistent-Auth',
  'Set-Cookie',
  'Content-Type',
  'Content-Length',
  'Transfer-Encoding',
  'Connection',
  'X-ResponseCode',
  'X-RequestType',
  'X-RequestId',
  'X-ClientInfo',
  'X-ServerApplication',
  'X-ExpirationInfo',
  'X-PendingPeriod',
]

const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
]
