import type { Answers } from '#lib/parts/answers.ts'
import { configText, line } from '#lib/parts/config-line.ts'
import { netmask } from '#lib/parts/ipv4.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'

/** Answers for Debian's installer (Debian 12 and newer), in the form that `debconf-set-selections -c` checks. */
export function preseed({ lab, nodes }: Answers, host: LabHost, sshPublicKey: string): string {
  const { user } = lab.login
  return configText([
    line`# Unattended installation of ${host.name}, Debian 12 or newer. Put it into the installer's initrd as /preseed.cfg, or on its`,
    '# medium with preseed/file=: a file fetched over the network comes too late to set the network itself.',
    '# The installer asks one question, whether to write to the disk, so that no disk is erased by mistake.',
    'd-i debian-installer/locale string en_US.UTF-8',
    'd-i keyboard-configuration/xkb-keymap select us',
    '',
    'd-i netcfg/choose_interface select auto',
    'd-i netcfg/disable_autoconfig boolean true',
    line`d-i netcfg/get_ipaddress string ${host.address}`,
    line`d-i netcfg/get_netmask string ${netmask(lab.subnet)}`,
    line`d-i netcfg/get_gateway string ${nodes.gateway}`,
    `d-i netcfg/get_nameservers string ${nodes.dnsServers.map((server) => line`${server}`).join(' ')}`,
    'd-i netcfg/confirm_static boolean true',
    line`d-i netcfg/get_hostname string ${host.name}`,
    line`d-i netcfg/hostname string ${host.name}`,
    line`d-i netcfg/get_domain string ${lab.adDomain}`,
    '',
    'd-i clock-setup/utc boolean true',
    line`d-i time/zone string ${nodes.timeZone}`,
    'd-i clock-setup/ntp boolean true',
    ...nodes.timeServers.slice(0, 1).map((server) => line`d-i clock-setup/ntp-server string ${server}`),
    '',
    'd-i mirror/country string manual',
    'd-i mirror/http/hostname string ftp.debian.org',
    'd-i mirror/http/directory string /debian',
    'd-i mirror/http/proxy string',
    '',
    'd-i partman-auto/method string regular',
    'd-i partman-auto/choose_recipe select atomic',
    '',
    '# Nobody can log in with a password; Fairlead comes with its SSH key.',
    ...account(user),
    '',
    'tasksel tasksel/first multiselect ssh-server',
    'd-i pkgsel/include string chrony curl openssh-server sudo',
    'd-i pkgsel/upgrade select safe-upgrade',
    'popularity-contest popularity-contest/participate boolean false',
    'd-i grub-installer/only_debian boolean true',
    'd-i grub-installer/bootdev string default',
    'd-i finish-install/reboot_in_progress note',
    '',
    `d-i preseed/late_command string ${lateCommands(user, sshPublicKey).join('; ')}`,
  ])
}

function account(user: string): string[] {
  if (user === 'root')
    return [
      'd-i passwd/root-login boolean true',
      'd-i passwd/root-password-crypted password !',
      'd-i passwd/make-user boolean false',
    ]
  return [
    'd-i passwd/root-login boolean false',
    'd-i passwd/make-user boolean true',
    line`d-i passwd/user-fullname string ${user}`,
    line`d-i passwd/username string ${user}`,
    'd-i passwd/user-password-crypted password !',
  ]
}

/** Run by the installer's shell at the end, with the new system under /target. */
function lateCommands(user: string, sshPublicKey: string): string[] {
  const home = user === 'root' ? '/root' : line`/home/${user}`
  const sudoers = line`echo '${user} ALL=(ALL) NOPASSWD: ALL' > /target/etc/sudoers.d/fairlead`
  return [
    line`in-target install -d -m 700 -o ${user} ${home}/.ssh`,
    `echo '${sshPublicKey}' > /target${home}/.ssh/authorized_keys`,
    line`in-target chmod 600 ${home}/.ssh/authorized_keys`,
    line`in-target chown -R ${user}: ${home}/.ssh`,
    ...(user === 'root' ? [] : [sudoers, 'chmod 440 /target/etc/sudoers.d/fairlead']),
  ]
}
