import { SiteId, TeamId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv-file.ts'
import { readRows } from './import-rows.ts'

const west = { teamId: TeamId.parse('11111111-1111-4111-8111-111111111111'), name: 'West' }
const east = { teamId: TeamId.parse('22222222-2222-4222-8222-222222222222'), name: 'East' }
const home = { siteId: SiteId.parse('33333333-3333-4333-8333-333333333333'), name: 'Home' }
const places = {
  teams: new Map([
    ['west', west],
    ['east', east],
  ]),
  sites: new Map([['home', home]]),
}

const read = async (text: string) => {
  const file = await readCsv(new TextEncoder().encode(text))
  if (!file.ok) throw new Error(file.problem.code)
  return readRows(file.value, places, (userName) => userName === 'taken.name')
}
const header = 'user name,display name,role,teams,site\n'

describe('rows of an import', () => {
  it.each([
    ['in order', 'user name,display name,role,teams,site\nDana.W,Dana W,Agent,west|East|WEST,home\n'],
    ['in another order', 'Site,Role,Teams,userName,display-name\nhome,agent,West; East,dana.w, Dana W \n'],
    ['with semicolons', 'user name;display name;role;teams;site\ndana.w;Dana W;agent;"West;East";Home\n'],
  ])('PEOPLE-7: understands columns %s', async (_what, text) => {
    const { good, bad, total } = await read(text)
    expect([bad, total]).toEqual([[], 1])
    expect(good).toEqual([
      { line: 2, userName: 'dana.w', displayName: 'Dana W', role: 'agent', teams: [west, east], site: home },
    ])
  })

  it('PEOPLE-7: teams and site may be missing or empty', async () => {
    expect((await read('user name,display name,role\na1,A,lead\n')).good[0]).toMatchObject({
      teams: [],
      site: null,
    })
    expect((await read(`${header}a1,A,administrator,,\n`)).good[0]).toMatchObject({ teams: [], site: null })
  })

  it.each([
    ['userName', 'user-name', 'x,X,agent,,'],
    ['userName', 'user-name', '../etc,X,agent,,'],
    ['userName', 'taken', 'taken.name,X,agent,,'],
    ['userName', 'taken', 'TAKEN.name,X,agent,,'],
    ['displayName', 'display-name', 'ab,,agent,,'],
    ['displayName', 'display-name', `ab,${'x'.repeat(101)},agent,,`],
    ['displayName', 'unprintable', 'ab,"X\nY",agent,,'],
    ['displayName', 'unprintable', 'ab,X\u{202e}gnp,agent,,'],
    ['displayName', 'long-cell', `ab,${'x'.repeat(1001)},agent,,`],
    ['role', 'role', 'ab,X,owner,,'],
    ['role', 'role', 'ab,X,,,'],
    ['teams', 'no-team', 'ab,X,agent,North,'],
    ['teams', 'administrator-team', 'ab,X,administrator,West,'],
    ['teams', 'many-teams', `ab,X,agent,${'West|'.repeat(60)},`],
    ['site', 'no-site', 'ab,X,agent,,Moon'],
    [null, 'cells', 'ab,X,agent'],
    [null, 'cells', 'ab,X,agent,,,,'],
  ])('PEOPLE-7: names the field %s and the fault %s of %s', async (field, fault, row) => {
    const { good, bad, total } = await read(`${header}${row}\nfine.one,Fine,agent,,\n`)
    expect(bad).toHaveLength(1)
    expect(bad[0]).toMatchObject({ field, fault })
    expect(good.map(({ userName }) => userName)).toEqual(['fine.one'])
    expect(total).toBe(2)
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1+1', '＝1', '＋1', '－1', '＠x'])(
    'PEOPLE-9: a cell that begins %j is a bad row',
    async (cell) => {
      const { good, bad } = await read(`${header}ab,"${cell}",agent,,\n`)
      expect(good).toEqual([])
      expect(bad).toEqual([
        { line: expect.any(Number), field: 'displayName', fault: 'formula', value: '', other: '' },
      ])
    },
  )

  it('PEOPLE-7: a user name twice in one file names the line of the first', async () => {
    const { good, bad } = await read(`${header}ab,A,agent,,\nAB,B,agent,,\nab,C,agent,,\n`)
    expect(good.map(({ displayName }) => displayName)).toEqual(['A'])
    expect(bad.map(({ line, fault, value, other }) => [line, fault, value, other])).toEqual([
      [3, 'twice', 'ab', '2'],
      [4, 'twice', 'ab', '2'],
    ])
  })

  it.each([
    ['', 'userName'],
    ['display name,role\n', 'userName'],
    ['user name,display name,role,role\n', 'role'],
    ['user name,display name,role,__proto__\n', null],
    ['user name,display name,role,password\n', null],
  ])('PEOPLE-7: a header %j is a bad row', async (text, field) => {
    const { good, bad } = await read(text)
    expect(good).toEqual([])
    expect(bad[0]).toMatchObject({ line: 1, field })
  })
})
