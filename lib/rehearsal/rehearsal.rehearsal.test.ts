import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import { hostPicture, networkOf, processesWith } from '#test/host-picture.ts'
import { labPlan, labsFolder, overSsh, windowsPassword } from '#test/rehearsal-lab.ts'
import { childrenOf, familyCgroup, pidsIn } from './cgroup.ts'
import { type RehearsalLab, rehearsal } from './rehearsal.ts'
import { sweep } from './sweep.ts'

const hap01 = '10.113.0.11'
const quiet = { log: () => {}, signal: new AbortController().signal }

let labs: string
let remove: () => Promise<void>
let before: ReturnType<typeof hostPicture>

beforeAll(async () => {
  before = hostPicture()
  ;({ labs, remove } = await labsFolder())
})

afterAll(async () => {
  await sweep([], { labs })
  await remove()
})

describe('a lab that is up', () => {
  let lab: RehearsalLab

  beforeAll(async () => {
    lab = rehearsal(labPlan(labs, 'first'))
    await lab.raise(quiet)
  })

  const isReached = (address: string, port: number) =>
    lab.dial({ address, port, signal: AbortSignal.timeout(500) }).then(
      (socket) => Boolean(socket.destroy()),
      () => false,
    )

  test('says which of its machines are up, and raises them only once', async () => {
    const status = await lab.status()
    expect(status.map(({ up }) => up)).toEqual([true, true, true, true, true])
    expect(status.filter(({ note }) => note)).toEqual([])
    const pids = await holders()
    const said: string[] = []
    await lab.raise({ ...quiet, log: (line) => said.push(line) })
    expect(said).toEqual([])
    expect(await holders()).toEqual(pids)
  })

  test('has no process in the network of the host', async () => {
    const networks = new Set((await allPids()).map((pid) => networkOf(pid)))
    // Of the switch, of each machine, and an empty one in which each node is held.
    expect(networks.size).toBe(8)
    expect(networks).not.toContain(networkOf())
  })

  test('has nodes that run their own systemd without a failed unit', async () => {
    const { stdout } = await overSsh(
      lab,
      hap01,
      'hostname; systemctl is-system-running --wait; cat /proc/1/comm; id -nG',
    )
    expect(stdout).toBe('debian\nrunning\nsystemd\nfairlead sudo\n')
  })

  test('shows the host keys that it announced', async () => {
    const [first] = await lab.hostKeys()
    const { stdout } = await overSsh(lab, hap01, 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    expect(stdout).toContain(first?.fingerprint)
    expect(new Set((await lab.hostKeys()).map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })

  test('keeps its nodes from setting the clock, the kernel and the hardware of the host', async () => {
    const attempts = [
      'date -s 2020-01-01',
      'sysctl -w vm.swappiness=61',
      'umount /proc/sys; echo 61 > /proc/sys/vm/swappiness',
      'mount -o remount,rw /proc/sys',
      'mount -t proc proc /mnt',
      'mount -t sysfs sysfs /mnt',
      'mount -t devtmpfs devices /mnt',
      'echo b > /proc/sysrq-trigger',
      'mknod /root/disk b 8 0',
      'dmesg',
    ]
    const year = new Date().getFullYear()
    for (const attempt of attempts) {
      const { exitCode } = await overSsh(lab, hap01, attempt, { asRoot: true })
      expect([attempt, exitCode === 0]).toEqual([attempt, false])
    }
    expect(new Date().getFullYear()).toBe(year)
  })

  test.each(['10.113.0.21', '10.113.0.31'])(
    'has Windows at %s, where PowerShell answers its administrator',
    async (address) => {
      const credential = { user: 'LAB\\Administrator', password: windowsPassword }
      const login = { kind: 'negotiate', credential } as const
      const endpoint = { dial: lab.dial, host: 'windows', address, port: 5985, path: '/wsman', login }
      await using session = new PowerShellSession('windows', () => new WsmanTransport(endpoint))
      const { output } = await session.pipeline([{ name: 'Get-Service', parameters: { Name: 'WinRM' } }], {
        reads: true,
      })
      expect(output.map((one) => plain(one))).toMatchObject([{ Name: 'WinRM', Status: 'Running' }])
      await expect(isReached(address, 5986)).resolves.toBe(true)
    },
  )

  test('installs HAProxy and keepalived as usual, without a network', async () => {
    const line =
      'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy haproxy keepalived && systemctl is-active haproxy'
    const { exitCode, stdout, stderr } = await overSsh(lab, hap01, line, { asRoot: true })
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('W:')])
    expect(stdout).toMatch(/\nactive\n$/)
  })

  test('brings a node back with its files and its identity after a reboot', async () => {
    const keys = await lab.hostKeys()
    const since = 'systemctl show -p UserspaceTimestampMonotonic --value'
    const { stdout: first } = await overSsh(lab, hap01, `echo kept > ~/note; ${since}`)
    await overSsh(
      lab,
      hap01,
      'hostnamectl set-hostname lab-hap01; sysctl -qw net.ipv4.ip_nonlocal_bind=1; systemctl reboot',
      {
        asRoot: true,
      },
    ).catch(() => {})
    await until(async () => (await overSsh(lab, hap01, since)).stdout !== first)
    const { stdout } = await overSsh(
      lab,
      hap01,
      'cat ~/note; hostname; cat /proc/sys/net/ipv4/ip_nonlocal_bind; systemctl is-active haproxy',
    )
    expect(stdout).toBe('kept\nlab-hap01\n0\nactive\n')
    expect(await lab.hostKeys()).toEqual(keys)
  })

  test('loses a machine whose power fails, and gets it back', async () => {
    await lab.powerOff('lab-hap02')
    expect((await lab.status()).filter(({ up }) => !up)).toEqual([{ host: 'lab-hap02', up: false }])
    await expect(isReached('10.113.0.12', 22)).resolves.toBe(false)
    await lab.powerOn('lab-hap02')
    expect((await overSsh(lab, '10.113.0.12', 'echo here')).stdout).toBe('here\n')
  })

  test('loses a machine whose cable is pulled, and gets it back', async () => {
    await lab.unplug('LAB-EX01')
    await expect(isReached('10.113.0.21', 443)).resolves.toBe(false)
    await lab.plug('LAB-EX01')
    await until(() => isReached('10.113.0.21', 443))
  })

  test('shares its subnet with another lab, and neither sees the other', async () => {
    const other = rehearsal(labPlan(labs, 'second'))
    await other.raise(quiet)
    await overSsh(other, hap01, 'echo second > ~/note')
    expect((await overSsh(lab, hap01, 'cat ~/note')).stdout).toBe('kept\n')
    await other.down()
    expect((await overSsh(lab, hap01, 'echo still here')).stdout).toBe('still here\n')
    await sweep(['first'], { labs })
    expect((await lab.status()).every(({ up }) => up)).toBe(true)
  })

  test('goes down and leaves the host as it was, disks kept', async () => {
    await lab.down()
    await lab.down()
    expect((await lab.status()).some(({ up }) => up)).toBe(false)
    await expectNothingLeft()
    await expect(lab.dial({ address: hap01, port: 22 })).rejects.toMatchObject({ code: 'unreachable' })
    expect(await lab.hostKeys()).toHaveLength(2)
  })
})

describe('a wizard that is killed while it raises', () => {
  test.each([0, 80, 200, 400, 800])('after %i ms leaves nothing that the next one does not end', async (afterMs) => {
    const lab = rehearsal(labPlan(labs, 'killed'))
    await killedRaising('killed', afterMs)
    await lab.down()
    await expectNothingLeft()
    await lab.discard()
  })

  test('leaves what the next one takes up', async () => {
    await killedRaising('killed', 300)
    const lab = rehearsal(labPlan(labs, 'killed'))
    await lab.raise(quiet)
    expect((await lab.status()).every(({ up }) => up)).toBe(true)
    expect((await overSsh(lab, hap01, 'systemctl is-system-running --wait')).stdout).toBe('running\n')
  })

  test('leaves machines that are swept when their lab is no longer known', async () => {
    await sweep([], { labs })
    await expectNothingLeft()
  })
})

test('machines end by themselves when the folder of their lab is deleted', async () => {
  const lab = rehearsal(labPlan(labs, 'deleted'))
  await lab.raise(quiet)
  await remove()
  await until(async () => !existsSync(await familyCgroup(labs)))
  await expectNothingLeft()
})

async function killedRaising(labId: string, afterMs: number) {
  const wizard = spawn(process.execPath, [join(env.root, 'test/raise-lab.ts'), labs, labId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(wizard.stdout, 'data')
  await delay(afterMs)
  wizard.kill('SIGKILL')
  await once(wizard, 'close')
}

async function expectNothingLeft() {
  await until(async () => processesWith(join(labs, '')).filter((pid) => pid !== process.pid).length === 0)
  expect(existsSync(await familyCgroup(labs))).toBe(false)
  expect(hostPicture()).toEqual(before)
}

async function holders(): Promise<number[][]> {
  const machines = join(await familyCgroup(labs), 'first/machines')
  return Promise.all((await childrenOf(machines)).map((name) => pidsIn(join(machines, name, 'holder'))))
}

async function allPids(cgroup?: string): Promise<number[]> {
  const here = cgroup ?? (await familyCgroup(labs))
  const below = await Promise.all((await childrenOf(here)).map((child) => allPids(join(here, child))))
  return [...(await pidsIn(here)), ...below.flat()].toSorted((a, b) => a - b)
}

async function until(isSo: () => Promise<boolean>) {
  const late = AbortSignal.timeout(20_000)
  while (!(await isSo().catch(() => false))) {
    late.throwIfAborted()
    await delay(50)
  }
}
