import { describe, expect, it } from 'vitest';
import { InvalidExtensionNameError } from '../domain/extension.errors.js';
import { ExtensionName } from '../domain/extension-name.js';

const allowed = 'abcdefghijklmnopqrstuvwxyz0123456789_-';
const printable = Array.from({ length: 0x250 }, (_, code) => String.fromCodePoint(code));

describe('ExtensionName', () => {
  it.each([
    ['@toolshed/1password', 'toolshed'],
    ['@aws-core/s3/bucket/policy', 'aws-core'],
    ['@_/-', '_'],
  ])('%s belongs to the collective %s', (text, scope) => {
    expect(ExtensionName.parse(text)).toMatchObject({ text, scope });
  });

  it('takes small letters, digits, "-" and "_" in every part, and no other character', () => {
    for (const character of printable) {
      for (const text of [`@a${character}c/b`, `@a/b${character}`, `@a/b/${character}`]) {
        const parse = () => ExtensionName.parse(text);
        if (allowed.includes(character)) expect(parse().text).toBe(text);
        // A slash in the first part only moves the border.
        else if (text !== '@a/c/b') expect(parse, JSON.stringify(text)).toThrow(InvalidExtensionNameError);
      }
    }
  });

  it.each([
    ...['@a/../b', '@a/..', '@a/./b', '../@a/b', '@../b', '@a/b/..', '@a/%2e%2e/b', '@a\\b', '@a/b\0'],
    ...[
      '',
      '@',
      '@a',
      '@a/',
      '/a/b',
      'a/b',
      '@/b',
      '@a//b',
      '@a/b/',
      '@@a/b',
      '@A/b',
      '@a/B',
      '@a/b\n',
      ' @a/b',
    ],
  ])('refuses %j', (text) => {
    expect(() => ExtensionName.parse(text)).toThrow(InvalidExtensionNameError);
  });

  it('refuses more than 200 characters, and does not repeat them all', () => {
    expect(ExtensionName.parse(`@a/${'b'.repeat(197)}`).text).toHaveLength(200);
    expect(() => ExtensionName.parse(`@a/${'b'.repeat(5000)}`)).toThrow(/longer than 200/);
    expect(() => ExtensionName.parse(`@a/${'b'.repeat(5000)}`)).not.toThrow(/b{300}/);
  });
});
