import { assert, integer, ipV4, ipV6, oneof, property, string, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressIsIn, parseAddress, parseCidr } from './cidr.ts'

describe('networks', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.7', '203.0.113.7/32'],
    [' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['127.0.0.0/8', '127.0.0.0/8'],
    ['2001:DB8::/48', '2001:db8::/48'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1/128'],
    ['::1/128', '::1/128'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.9/32'],
    ['::ffff:cb00:7100/120', '203.0.113.0/24'],
  ])('NETWORK-2: %s is kept as %s', (text, cidr) => {
    expect(parseCidr(text)).toEqual({ ok: true, cidr })
  })

  it.each([
    ['0.0.0.0/0', 'too much'],
    ['::/0', 'too much'],
    ['128.0.0.0/1', 'too much'],
    ['10.0.0.0/7', 'too much'],
    ['2000::/3', 'too much'],
    ['::ffff:0.0.0.0/96', 'too much'],
    ['10.0.0.1/24', 'Did you mean 10.0.0.0/24'],
    ['2001:db8::1/64', 'Did you mean 2001:db8::/64'],
    ['010.0.0.1', 'not a network'],
    ['0x0a.0.0.1', 'not a network'],
    ['10.1', 'not a network'],
    ['167772161', 'not a network'],
    ['10.0.0.256', 'not a network'],
    ['10.0.0.0/33', 'out of range'],
    ['::ffff:10.0.0.0/24', 'out of range'],
    ['10.0.0.0/08', 'not a network'],
    ['10.0.0.0/', 'not a network'],
    ['10.0.0.0/8/8', 'not a network'],
    ['10.0.0.0/255.0.0.0', 'not a network'],
    ['fe80::1%eth0', 'not a network'],
    ['fe80::1%eth0/64', 'not a network'],
    ['::ffff:010.0.0.1', 'not a network'],
    ['1:2:3:4:5:6:7:8:9', 'not a network'],
    ['home.example', 'not a network'],
    ['*', 'not a network'],
    ['', 'not a network'],
  ])('NETWORK-2: %s is refused: %s', (text, sentence) => {
    const parsed = parseCidr(text)
    expect(parsed.ok ? parsed.cidr : parsed.detail).toContain(sentence)
  })

  it('NETWORK-2: never throws, and what it accepts it accepts again unchanged', () => {
    const texts = oneof(
      string(),
      tuple(ipV4(), integer({ min: 0, max: 40 })).map((pair) => pair.join('/')),
      tuple(ipV6(), integer({ min: 0, max: 130 })).map((pair) => pair.join('/')),
    )
    assert(
      property(texts, (text) => {
        const parsed = parseCidr(text)
        if (parsed.ok) expect(parseCidr(parsed.cidr)).toEqual(parsed)
      }),
    )
  })

  it.each([
    ['203.0.113.9', ['203.0.113.0/24'], true],
    ['203.0.114.9', ['203.0.113.0/24'], false],
    ['2001:db8::5', ['203.0.113.0/24', '2001:db8::/48'], true],
    ['203.0.113.9', ['2001:db8::/48'], false],
    ['203.0.113.9', [], false],
    ['nonsense', ['203.0.113.0/24'], false],
  ])('NETWORK-2: %s in %j: %s', (address, cidrs, inside) => {
    expect(addressIsIn(address, cidrs)).toBe(inside)
  })

  it('NETWORK-1: an address has one spelling', () => {
    expect(parseAddress('::FFFF:198.51.100.7')).toBe('198.51.100.7')
    expect(parseAddress('2001:0db8::0:1')).toBe('2001:db8::1')
    expect(parseAddress('198.51.100.7:443')).toBeNull()
  })
})
