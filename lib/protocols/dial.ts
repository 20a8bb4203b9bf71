import type { Duplex } from 'node:stream'

/** A TCP connection to an address of the lab, made from the workstation's place. Every protocol gets its sockets here. */
export type Dial = (target: { address: string; port: number; signal?: AbortSignal }) => Promise<Duplex>
