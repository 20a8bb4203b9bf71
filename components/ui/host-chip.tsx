/** The name of a machine, in the face that machine text is set in. */
export function HostChip({ host }: { host: string }) {
  return (
    <span className="inline-block rounded-md border border-line bg-sunk px-[7px] py-1 font-mono text-xs leading-none font-medium whitespace-nowrap text-muted">
      {host}
    </span>
  )
}
