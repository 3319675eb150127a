import { describe, expect, it } from 'vitest'

const sheets = import.meta.glob<string>('../../**/*.css', { query: '?raw', import: 'default', eager: true })

/** All style sheets end up on one page: `ui` and `app` are for everybody, a feature's classes for itself. */
const ownerOf = (path: string): string => {
  const feature = /\/features\/([^/]+)\//.exec(path)?.[1]
  return feature ?? (path.includes('/app/') ? 'app' : 'ui')
}

interface Head {
  name: string
  /** Named first, the class itself gets a look; after another (`.chip.big`) it is only a variant of that one. */
  first: boolean
}

/** The classes at the heads of a sheet's selectors: what stands further in is already inside something of its owner's. */
const headClasses = (css: string): Head[] => {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, '')
  const heads = [...bare.matchAll(/(?:^|[{};])\s*([^{};@]+)\{/g)].flatMap(([, selectors = '']) =>
    // Commas inside :not(…) and :has(…) part no selectors.
    selectors.replace(/\([^()]*\)/g, '').split(','),
  )
  return heads.flatMap((selector) => {
    const [head = ''] = selector.trim().split(/[\s>+~]/)
    return [...head.matchAll(/\.([\w-]+)/g)].map(([, name = ''], index) => ({ name, first: index === 0 }))
  })
}

/** Each class that some sheet gives a look, with the owners of all sheets that name it at a head. */
const ownersOf = (files: Record<string, string>): Map<string, Set<string>> => {
  const heads = Object.entries(files).flatMap(([path, css]) =>
    headClasses(css).map((head) => ({ ...head, owner: ownerOf(path) })),
  )
  const defined = new Map(heads.filter(({ first }) => first).map(({ name }) => [name, new Set<string>()]))
  for (const { name, owner } of heads) defined.get(name)?.add(owner)
  return defined
}

const clashes = (files: Record<string, string>): string[] =>
  [...ownersOf(files)]
    .filter(([, owners]) => owners.size > 1)
    .map(([name, owners]) => `.${name}: ${[...owners].toSorted().join(', ')}`)

describe('class owners', () => {
  it('finds the clash of two features, also in a media query, a list and a compound', () => {
    expect(
      clashes({
        '/features/one/one.css':
          '.e.on { x: y } .a, .b > .c { x: y } @media (w: 1px) { .d:not(.x, .y) { x: y } }',
        '/features/two/two.css': '/* .b {} */ .f.on { x: y } .card.a { x: y } .c .a { x: y }\n.d { x: y }',
      }),
    ).toEqual(['.a: one, two', '.d: one, two'])
  })

  it('each class has one owner', () => {
    expect(Object.keys(sheets).length).toBeGreaterThan(10)
    expect(ownersOf(sheets).get('floor-tile')).toEqual(new Set(['floor']))
    expect(clashes(sheets)).toEqual([])
  })
})
