/** A rope through a fairlead. */
export const Logo = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" fill="none" aria-hidden="true" className="shrink-0">
    <circle cx="11" cy="11" r="7.5" strokeWidth="3" className="stroke-accent" />
    <path d="M0 15.5C6 15.5 7 6.5 11 6.5s5 9 11 9" strokeWidth="1.8" className="stroke-ink" />
  </svg>
)
