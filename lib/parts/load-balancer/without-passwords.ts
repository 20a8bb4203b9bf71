/** A configuration as it may be shown and stored: HAProxy lets passwords stand in `stats auth`, `user` and `setenv` lines. */
export const withoutPasswords = (config: string): string =>
  config
    .replace(/^(\s*stats\s+auth\s+[^:\s]+:).*$/gm, '$1<secret>')
    .replace(/(\b(?:insecure-)?password\s+)\S+/g, '$1<secret>')
    .replace(/^(\s*(?:pre)?setenv\s+\S+\s+).*$/gm, '$1<secret>')
