export const Figure = ({ value, said }: { value: string; said: string }) => (
  <p className="grid content-start gap-0.5">
    <b className="text-figure font-bold tracking-[-0.02em] tabular-nums">{value}</b>
    <span className="text-xs text-muted">{said}</span>
  </p>
)
