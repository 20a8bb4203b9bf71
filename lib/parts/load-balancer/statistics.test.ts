import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUp, serversIn } from './statistics.ts'

const HEADER = '# pxname,svname,status,type,check_status,check_code,check_duration,last_chk'
const table = (...rows: string[]) => [HEADER, ...rows, ''].join('\n')

test('takes the servers out of the table and leaves frontends and backends', () => {
  const rows = ['fe_https,FRONTEND,OPEN,0,,,,', 'be_owa,LAB-EX01,UP,2,L7OK,200,3,', 'be_owa,BACKEND,UP,1,,,,']
  expect(serversIn(table(...rows))).toEqual([
    { backend: 'be_owa', server: 'LAB-EX01', status: 'UP', probe: 'L7OK', code: 200, probeMs: 3, said: '' },
  ])
})

test('reads commas, quotes and line ends in what a server said', () => {
  const [server] = serversIn(table('be_owa,LAB-EX01,DOWN,2,L7STS,503,3,"a, ""b""\nc"')) ?? []
  expect(server?.said).toBe('a, "b"\nc')
})

test.each([
  ['UP', 'L7OK', true],
  ['UP 1/3', '* L7OK', true],
  ['UP', 'INI', false],
  ['UP', '', false],
  ['DOWN 1/2', 'L7OK', false],
  ['MAINT', 'L7OK', false],
  ['no check', '', false],
])('calls %s after %s up: %s', (status, probe, up) => {
  const servers = serversIn(table(`be_owa,LAB-EX01,${status},2,${probe},,,`)) ?? []
  expect(servers.map(isUp)).toEqual([up])
})

test.each(['', '<html>503</html>', 'pxname,svname\na,b\n', '"unclosed'])('does not take %j for a table', (text) => {
  expect(serversIn(text)).toBeUndefined()
})

test('survives any text behind the header', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 400, unit: fc.constantFrom('"', ',', '\n', '\r', 'a', '2', '*', ' ') }),
      (text) => {
        const servers = serversIn(`${HEADER}\n${text}`) ?? []
        expect(servers.every(({ code }) => code === null || Number.isInteger(code))).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
