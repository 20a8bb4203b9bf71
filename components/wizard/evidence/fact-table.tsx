export const FactTable = ({ facts }: { facts: readonly { name: string; value: string }[] }) => (
  <dl className="overflow-hidden rounded-lg border border-line">
    {facts.map(({ name, value }) => (
      <div
        key={`${name} ${value}`}
        className="grid gap-x-4 border-b border-line px-3.5 py-1.5 last:border-0 md:grid-cols-[minmax(10rem,30%)_minmax(0,1fr)]"
      >
        <dt className="text-muted [overflow-wrap:anywhere]">{name}</dt>
        <dd className="font-mono text-[12.5px] leading-[1.7] whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
      </div>
    ))}
  </dl>
)
