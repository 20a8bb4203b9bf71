import { randomBytes, timingSafeEqual } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '#app/content-security-policy.ts'

const COOKIE = 'fairlead-access'

/**
 * Who may speak to the wizard. On loopback: only pages of this very host (a foreign page that makes its name resolve to
 * 127.0.0.1 sends its own name in Host). On any other address: only a browser that has shown the access key once.
 */
export default function proxy(request: NextRequest): NextResponse {
  const key = process.env.FAIRLEAD_ACCESS_KEY
  if (!key)
    return isLoopback(request.headers.get('host'))
      ? admit(request)
      : refuse('The wizard serves this machine only.', 421)
  if (request.nextUrl.pathname === '/enter') return enter(request, key)
  if (request.nextUrl.pathname === '/api/health') return admit(request)
  return matches(request.cookies.get(COOKIE)?.value, key)
    ? admit(request)
    : refuse('Open the address that `npm start` printed: it holds the key.', 401)
}

export const config = { matcher: '/((?!_next/static).*)' }

/** Next puts the nonce that it finds in the request's policy on the scripts of the page. */
function admit(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'))
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const answer = NextResponse.next({ request: { headers } })
  answer.headers.set('content-security-policy', policy)
  return answer
}

function enter(request: NextRequest, key: string): NextResponse {
  if (!matches(request.nextUrl.searchParams.get('key') ?? undefined, key)) return refuse('That is not the key.', 401)
  const answer = NextResponse.redirect(new URL('/', request.url), 303)
  answer.cookies.set(COOKIE, key, { httpOnly: true, sameSite: 'strict', path: '/' })
  return answer
}

const isLoopback = (host: string | null) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host ?? '')

function matches(given: string | undefined, key: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(key)]
  return one.length === other.length && timingSafeEqual(one, other)
}

const refuse = (message: string, status: number) =>
  new NextResponse(`${message}\n`, { status, headers: { 'content-type': 'text/plain' } })
