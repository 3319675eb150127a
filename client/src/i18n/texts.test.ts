import { ProblemCode } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { texts as early } from './en/index.ts'
import { texts as entry } from './en/entry.ts'
import { texts as late } from './en/late.ts'
import { dockPanels } from './en/dock-panels.ts'
import { callBacks } from './en/call-backs.ts'
import { palette } from './en/palette.ts'
import { preShift } from './en/pre-shift.ts'
import { steering } from './en/steering.ts'
import { detectLanguage } from './i18n.ts'
import { texts as earlyChinese } from './zh-CN/index.ts'
import { texts as entryChinese } from './zh-CN/entry.ts'
import { texts as lateChinese } from './zh-CN/late.ts'
import { dockPanels as dockPanelsChinese } from './zh-CN/dock-panels.ts'
import { callBacks as callBacksChinese } from './zh-CN/call-backs.ts'
import { palette as paletteChinese } from './zh-CN/palette.ts'
import { preShift as preShiftChinese } from './zh-CN/pre-shift.ts'
import { steering as steeringChinese } from './zh-CN/steering.ts'

const english = { ...early, ...entry, ...late, steering, dockPanels, callBacks, palette, preShift }
const chinese = {
  ...earlyChinese,
  ...entryChinese,
  ...lateChinese,
  steering: steeringChinese,
  dockPanels: dockPanelsChinese,
  callBacks: callBacksChinese,
  palette: paletteChinese,
  preShift: preShiftChinese,
}

type Tree = { [key: string]: string | Tree }

const flatten = (tree: Tree, path = ''): Map<string, string> => {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') flat.set(here, value)
    else for (const [deep, text] of flatten(value, here)) flat.set(deep, text)
  }
  return flat
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').toSorted()

describe('texts', () => {
  const en = flatten(english)
  const zh = flatten(chinese)

  it('have the same keys in both languages', () => {
    expect([...zh.keys()].toSorted()).toEqual([...en.keys()].toSorted())
  })

  it('are never empty', () => {
    for (const [key, text] of [...en, ...zh]) expect(text.trim(), key).not.toBe('')
  })

  it('fill in the same values in both languages', () => {
    for (const [key, text] of en) expect(placeholders(zh.get(key) ?? ''), key).toEqual(placeholders(text))
  })

  it('say a sentence for every problem', () => {
    for (const code of ProblemCode.options) {
      expect(english.problems[code]).toMatch(/\.$/)
      expect(chinese.problems[code]).toMatch(/。$/)
    }
  })

  it('use no exclamation mark, and full-width punctuation in Chinese', () => {
    for (const [key, text] of zh) {
      expect(text, key).not.toMatch(/[!！]/)
      expect(text, key).not.toMatch(/[一-鿿][,;?]/)
    }
  })
})

describe('detectLanguage', () => {
  it.each([
    ['zh-CN', ['en-US'], 'zh-CN'],
    [null, ['zh-TW', 'en'], 'zh-CN'],
    [null, ['de-DE', 'en-GB'], 'en'],
    [null, [], 'en'],
    ['xx', ['fr'], 'en'],
  ] as const)('%s with %j is %s', (kept, preferred, language) => {
    expect(detectLanguage(kept, preferred)).toBe(language)
  })
})
