import type { Program } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { programWords } from './program-words.ts'

/** `netsh winhttp show proxy`, and `set proxy` or `reset proxy`: what services of Windows go to the web by. */
export const netsh: Program = async (given, { host, session, streams }) => {
  const words = programWords(given)
  const [context, verb, what, proxy, bypass] = words
  if (context?.toLowerCase() !== 'winhttp' || what?.toLowerCase() !== 'proxy')
    throw notSimulated(`netsh ${words.join(' ')}`)
  if (verb?.toLowerCase() === 'set' || verb?.toLowerCase() === 'reset')
    await host.state.change((draft) => {
      delete draft.winHttpProxy
      if (verb.toLowerCase() === 'set' && proxy)
        draft.winHttpProxy = { server: bare(proxy), bypass: bare(bypass ?? '') }
    })
  else if (verb?.toLowerCase() !== 'show') throw notSimulated(`netsh ${words.join(' ')}`)
  for (const line of lines(host.state.read().winHttpProxy)) streams.output(line)
  session.lastExitCode = 0
}

function bare(word: string): string {
  return word.replace(/^(proxy-server|bypass-list)=/i, '').replaceAll('"', '')
}

function lines(proxy: { server: string; bypass: string } | undefined): string[] {
  const head = ['', 'Current WinHTTP proxy settings:', '']
  if (!proxy) return [...head, '    Direct access (no proxy server).', '']
  return [...head, `    Proxy Server(s) :  ${proxy.server}`, `    Bypass List     :  ${proxy.bypass || '(none)'}`, '']
}
