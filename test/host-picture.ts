import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * All of this host that a rehearsal could have touched, as text to be compared: packages, network of the root namespace, mounts,
 * settings of the kernel. Not among them: what other work on the same host changes all the time (processes, open ports); that no
 * process of a lab is in the host's network is shown by `namespaceOf`.
 */
export function hostPicture(): Record<string, string> {
  return {
    packages: run('dpkg-query', '--show'),
    links: run('ip', '-o', 'link').replaceAll(/ qlen \d+/g, ''),
    addresses: run('ip', '-o', 'address').replaceAll(/_lft \S+/g, ''),
    routes: run('ip', 'route', 'show', 'table', 'all'),
    neighbours: readdirSync('/proc/sys/net/ipv4/neigh').join(' '),
    namespaces: namesIn('/run/netns'),
    firewall: run('nft', 'list', 'ruleset'),
    mounts: readFileSync('/proc/self/mounts', 'utf8'),
    settings: run('sysctl', '-a', '--pattern', '^(net|vm|kernel|fs)\\.').replaceAll(changing, ''),
  }
}

/** Of a process, as net:[4026531833]; of this one, where no process is given. */
export const networkOf = (pid: number | 'self' = 'self') => readlinkSync(`/proc/${pid}/ns/net`)

/** Ids of processes that carry this text in their command line or environment. */
export function processesWith(text: string): number[] {
  const holds = (pid: string) => {
    try {
      return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(text))
    } catch {
      return false
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && holds(name))
    .map(Number)
}

/** Counters and random numbers. */
const changing =
  /^(kernel\.(random|ns_last_pid|pty\.nr|sched)|fs\.(dentry|file-nr|inode|quota\.)|net\.netfilter\.nf_conntrack_count).*$/gm

const run = (program: string, ...words: string[]) =>
  execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

function namesIn(folder: string): string {
  try {
    return readdirSync(folder).join(' ')
  } catch {
    return 'none'
  }
}
