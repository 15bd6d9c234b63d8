import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CalVer } from '../domain/cal-ver.js';
import { InvalidExtensionNameError, InvalidVersionError } from '../domain/extension.errors.js';
import { ExtensionName } from '../domain/extension-name.js';

const two = (number: number) => String(number).padStart(2, '0');
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const micro = fc.nat({ max: 999_999_999 });
const versionOf = (date: string, number: number) => CalVer.parse(`${date.replaceAll('-', '.')}.${number}`);
const version = fc.tuple(day, micro).map(([date, number]) => versionOf(date, number));

describe('a calendar version', () => {
  it('is read back from its own text, with its date and its number', () => {
    fc.assert(
      fc.property(day, micro, (date, number) => {
        const read = versionOf(date, number);
        expect(CalVer.parse(read.text)).toEqual(read);
        expect(read).toMatchObject({ date, micro: number });
      }),
    );
  });

  it('is taken exactly for days that a calendar has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(19), fc.nat(39), (year, month, dayOfMonth) => {
        const text = `${String(year).padStart(4, '0')}.${two(month)}.${two(dayOfMonth)}`;
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, dayOfMonth);
        const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
        if (isReal) expect(CalVer.parse(`${text}.1`).text).toBe(`${text}.1`);
        else expect(() => CalVer.parse(`${text}.1`)).toThrow(InvalidVersionError);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read from nothing but its own form', () => {
    const form = /^\d{4}\.\d{2}\.\d{2}\.(0|[1-9]\d{0,8})$/;
    const almost = fc.stringMatching(/^[ v]?\d{3,5}[.-]\d{1,2}[.-]\d{1,3}\.[0-9e.-]{0,4}\n?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        fc.pre(!form.test(text) || text.endsWith('\n'));
        expect(() => CalVer.parse(text)).toThrow(InvalidVersionError);
      }),
    );
  });

  it('is in a total order: days first, numbers then, never text', () => {
    const near = fc.tuple(fc.constantFrom('2026-02-28', '2026-03-01', '2025-12-31'), fc.nat(12));
    const either = fc.oneof(
      version,
      near.map(([date, number]) => versionOf(date, number)),
    );
    fc.assert(
      fc.property(either, either, either, (one, other, third) => {
        const sign = Math.sign(one.compare(other));
        const byDay = one.date < other.date ? -1 : Number(one.date > other.date);
        expect(sign).toBe(byDay === 0 ? Math.sign(one.micro - other.micro) : byDay);
        expect(Math.sign(other.compare(one)) + sign).toBe(0);
        expect(one.isNewerThan(other)).toBe(sign > 0);
        expect(sign === 0).toBe(one.text === other.text);
        if (sign <= 0 && other.compare(third) <= 0) expect(one.compare(third)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('the name of an extension', () => {
  const part = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);

  it('is any at sign with two parts or more, and keeps its text', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 8 }), (parts) => {
        const text = `@${parts.join('/')}`;
        expect(ExtensionName.parse(text)).toMatchObject({ text, scope: parts[0] });
      }),
    );
  });

  it('is nothing else', () => {
    const form = /^@[a-z0-9_-]+(?:\/[a-z0-9_-]+)+$/;
    const almost = fc
      .array(fc.oneof(part, fc.constantFrom('', '.', '..', 'A', '%2e', '\\', ' ', '\n', 'é', '\0')), {
        maxLength: 5,
      })
      .chain((parts) => fc.constantFrom(`@${parts.join('/')}`, parts.join('/'), `@@${parts.join('/')}`));
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        fc.pre(!form.test(text) || text.endsWith('\n'));
        expect(() => ExtensionName.parse(text)).toThrow(InvalidExtensionNameError);
      }),
      { numRuns: 500 },
    );
  });
});
