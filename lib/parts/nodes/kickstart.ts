import type { Answers } from '#lib/parts/answers.ts'
import { configText, line } from '#lib/parts/config-line.ts'
import { netmask } from '#lib/parts/ipv4.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'

/** A kickstart file for RHEL 9 and its family (Rocky Linux, AlmaLinux, CentOS Stream): older ones have no HAProxy 2.4. */
export function kickstart({ lab, nodes }: Answers, host: LabHost, sshPublicKey: string): string {
  const { user } = lab.login
  return configText([
    line`# Unattended installation of ${host.name}, RHEL 9 and its family. Start the installer with inst.ks=<where this file is>.`,
    '# Only free space is used and no partition is removed: where a disk is full, the installer stops.',
    'text',
    'reboot',
    'lang en_US.UTF-8',
    'keyboard us',
    line`timezone ${nodes.timeZone} --utc`,
    ...nodes.timeServers.map((server) => line`timesource --ntp-server=${server}`),
    '',
    [
      'network --bootproto=static --device=link --activate --onboot=yes',
      line`--ip=${host.address} --netmask=${netmask(lab.subnet)} --gateway=${nodes.gateway}`,
      `--nameserver=${nodes.dnsServers.map((server) => line`${server}`).join(',')}`,
      line`--hostname=${host.name}`,
    ].join(' '),
    'firewall --enabled --service=ssh',
    'selinux --enforcing',
    '',
    '# Nobody can log in with a password; Fairlead comes with its SSH key.',
    'rootpw --lock',
    ...(user === 'root' ? [] : [line`user --name=${user} --groups=wheel --lock`]),
    `${line`sshkey --username=${user}`} "${sshPublicKey}"`,
    '',
    'zerombr',
    'clearpart --none --initlabel',
    'autopart --type=lvm',
    '',
    '%packages',
    '@^minimal-environment',
    'chrony',
    'curl',
    'openssh-server',
    'sudo',
    '%end',
    ...(user === 'root' ? [] : sudoers(user)),
  ])
}

/** A user without a password cannot type one for sudo. */
const sudoers = (user: string) => [
  '',
  '%post --erroronfail',
  line`echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/fairlead`,
  'chmod 0440 /etc/sudoers.d/fairlead',
  '%end',
]
