/**
 * What a page of the wizard may load and do (CSP level 3): scripts of this server and the inline ones that carry this
 * answer's nonce, nothing foreign, no frame around it. Development needs `eval` and injected styles for its error overlay.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment = process.env.NODE_ENV === 'development'): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : ''}`,
    // Widths of bars and the places of log lines stand in style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
