import { describe, expect, it } from 'vitest';
import { CalVer } from '../domain/cal-ver.js';
import { InvalidVersionError } from '../domain/extension.errors.js';

const dayMs = 24 * 60 * 60 * 1000;
/** Every day of these years, as the calendar of the runtime knows them: ordinary, leap and secular years. */
const years = [1, 1900, 1999, 2000, 2023, 2024, 2026, 2100, 9999];
const days = years.flatMap((year) => {
  const first = new Date(0).setUTCFullYear(year, 0, 1);
  const last = new Date(0).setUTCFullYear(year, 11, 31);
  return Array.from({ length: (last - first) / dayMs + 1 }, (_, index) => new Date(first + index * dayMs));
});
const dotted = (day: Date) => day.toISOString().slice(0, 10).replaceAll('-', '.');

describe('CalVer', () => {
  it('takes every day that exists, and keeps its text', () => {
    for (const day of days) {
      const version = CalVer.parse(`${dotted(day)}.1`);
      expect(version).toMatchObject({
        text: `${dotted(day)}.1`,
        date: day.toISOString().slice(0, 10),
        micro: 1,
      });
    }
  });

  it('refuses every day from 0 to 99 of every month from 0 to 99 that does not exist', () => {
    for (const year of [1900, 2000, 2024, 2026]) {
      const real = new Set(days.map(dotted).filter((text) => text.startsWith(`${year}`)));
      const two = (number: number) => String(number).padStart(2, '0');
      for (let month = 0; month < 100; month += 1)
        for (let day = 0; day < 100; day += 1) {
          const text = `${year}.${two(month)}.${two(day)}`;
          if (!real.has(text)) expect(() => CalVer.parse(`${text}.1`)).toThrow(InvalidVersionError);
        }
    }
  });

  it.each(['2026.02.30.1', '2026.13.01.1', '2026.00.10.1', '2023.02.29.1', '1900.02.29.1', '0000.01.01.1'])(
    'refuses %s, which is on no calendar',
    (text) => {
      expect(() => CalVer.parse(text)).toThrow(/no calendar has the day/);
    },
  );

  it.each([
    ...[
      '',
      '2026',
      '2026.02.03',
      '2026.2.3.1',
      '26.02.03.1',
      '2026.02.03.',
      '2026.02.03.-1',
      '2026.02.03.1.2',
    ],
    ...['2026.02.03.01', '2026.02.03.1e3', '2026-02-03.1', ' 2026.02.03.1', '2026.02.03.1\n', '२०२६.०२.०३.१'],
    ...['2026.02.03.1000000000', 'v2026.02.03.1'],
  ])('refuses %j, which is of another form', (text) => {
    expect(() => CalVer.parse(text)).toThrow(/not of the form/);
  });

  it('orders by date, then by number, and never by text', () => {
    const inOrder = days.flatMap((day) =>
      [0, 2, 9, 10, 100].map((micro) => CalVer.parse(`${dotted(day)}.${micro}`)),
    );
    for (const [index, version] of inOrder.entries()) {
      expect(version.compare(version)).toBe(0);
      const next = inOrder[index + 1];
      if (next === undefined) continue;
      expect(next.isNewerThan(version)).toBe(true);
      expect(version.isNewerThan(next)).toBe(false);
    }
    // Transitive and antisymmetric: sorting a shuffle gives the order back.
    const shuffled = inOrder.map((version, index) => ({ version, at: (index * 7919) % inOrder.length }));
    const sorted = shuffled
      .sort((one, other) => one.at - other.at)
      .map(({ version }) => version)
      .sort((one, other) => one.compare(other));
    expect(sorted).toEqual(inOrder);
  });
});
