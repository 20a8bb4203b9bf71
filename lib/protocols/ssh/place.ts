import type { Dial } from '#lib/protocols/dial.ts'

/** Where a machine's SSH port is, and how it is reached from the workstation's place. */
export type Place = { host: string; address: string; port: number; dial: Dial }

export const whereOf = ({ address, port }: Place) => `${address} port ${port}`
