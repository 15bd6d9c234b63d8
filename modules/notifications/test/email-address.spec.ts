import { describe, expect, it } from 'vitest';
import { UnusableAddressError } from '../domain/email-address.errors.js';
import { emailAddress, maskedAddress, withoutAddresses } from '../domain/email-address.js';

describe('an address', () => {
  it.each(['ada@example.org', 'a.d+a@sub.example.org', "o'brien@example.org", 'käthe@bücher.example'])(
    'is taken as it is: %s',
    (address) => expect(emailAddress(address)).toBe(address),
  );

  it.each([
    ['a second recipient', 'ada@example.org,eve@example.org'],
    ['a second address', 'ada@example.org@evil.example'],
    ['another header', 'ada@example.org\r\nBcc: eve@example.org'],
    ['another command', 'ada@example.org>\nRCPT TO:<eve@example.org'],
    ['a name in front', 'Ada <ada@example.org>'],
    ['a NUL', 'ada\0@example.org'],
    ['a space', 'ada lovelace@example.org'],
    ['quotes', '"ada"@example.org'],
    ['no domain', 'ada@'],
    ['no name', '@example.org'],
    ['nothing', ''],
    ['255 bytes', `ada@${'e'.repeat(247)}.org`],
    ['65 bytes before the at sign', `${'a'.repeat(65)}@example.org`],
  ])('with %s is refused, and the refusal does not repeat it', (_what, address) => {
    expect(() => emailAddress(address)).toThrow(UnusableAddressError);
    try {
      emailAddress(address);
    } catch (error) {
      expect(String(error)).not.toMatch(/ada@|eve@/);
    }
  });

  it('of 254 bytes is the longest', () => {
    const longest = `ada@${'e'.repeat(246)}.org`;
    expect(longest).toHaveLength(254);
    expect(emailAddress(longest)).toBe(longest);
  });

  it('is shown masked', () => {
    expect(maskedAddress('ada@example.org')).toBe('a…@e…');
    expect(maskedAddress('𝒜da@example.org')).toBe('𝒜…@e…');
  });

  it("is masked in a server's answer as well", () => {
    expect(withoutAddresses('550 5.1.1 <ada@example.org>: no such user (ada@example.org)')).toBe(
      '550 5.1.1 <a…@e…>: no such user (a…@e…)',
    );
  });
});
