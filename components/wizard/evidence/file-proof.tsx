import { CopyButton } from '#components/ui/copy-button.tsx'

type FileProofProps = { file: { host: string; path: string; content: string | null; sha256: string; mode: string } }

/** A file as it lies on the machine; one that must not be read (a key) shows only its mode and fingerprint. */
export function FileProof({ file }: FileProofProps) {
  const { content } = file
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
        <span className="text-sm text-muted">mode {file.mode}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted" title={`SHA-256 ${file.sha256}`}>
          SHA-256 {file.sha256}
        </span>
      </div>
      {content !== null && (
        <details className="border-t border-line">
          <summary className="px-3.5 py-1.5 text-sm text-muted hover:text-ink">
            Content, {content.split('\n').length} lines
          </summary>
          <div className="border-t border-line bg-sunk">
            <div className="flex justify-end px-2 pt-1">
              <CopyButton text={() => content} label={`Copy ${file.path}`}>
                Copy
              </CopyButton>
            </div>
            <pre className="px-3.5 pb-3 font-mono text-[12.5px] leading-[1.6] whitespace-pre-wrap [overflow-wrap:anywhere]">
              {content}
            </pre>
          </div>
        </details>
      )}
    </div>
  )
}
