import { describe, expect, it } from 'vitest';
import { markdown } from '../domain/markdown.js';

const shown = (value: string) => markdown`by ${value}`;

describe('a value in a message', () => {
  it.each([
    ['bold', '**a**', String.raw`by \*\*a\*\*`],
    ['italics', '_a_', String.raw`by \_a\_`],
    ['code', '`a`', 'by \\`a\\`'],
    ['a spoiler', '||a||', String.raw`by \|\|a\|\|`],
    ['a mention of everyone', '@everyone', String.raw`by \@everyone`],
    ['a mention of a person', '<@123>', String.raw`by \<\@123\>`],
    ['a channel', '<#123>', String.raw`by \<\#123\>`],
    ['a link', 'https://evil.example', String.raw`by https\:\/\/evil\.example`],
    ['a masked link', '[a](https://b)', String.raw`by \[a\]\(https\:\/\/b\)`],
    ['an escape', String.raw`\*`, String.raw`by \\\*`],
    ['a name of ours', '@tide-pool/hello_world', String.raw`by \@tide\-pool\/hello\_world`],
  ])('is no %s', (_what, value, text) => expect(shown(value)).toBe(text));

  it('begins no line of its own', () => {
    expect(shown('a\n# b\r\n> c\u2028d\0e')).toBe(String.raw`by a \# b \> c d e`);
  });

  it('turns no text around', () => {
    expect(shown('a\u202eb\u2066c')).toBe('by a b c');
  });

  it('keeps letters of every language, and emoji', () => {
    expect(shown('Käthe 𝒜 日本 👩‍🚀')).toBe('by Käthe 𝒜 日本 👩‍🚀');
  });

  it('is cut between characters when it is longer than any name', () => {
    expect(shown('👋'.repeat(5_000))).toBe(`by ${'👋'.repeat(199)}…`);
  });
});
