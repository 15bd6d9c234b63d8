import { InvalidVersionError } from './extension.errors.js';

/**
 * A calendar version, `YYYY.MM.DD.MICRO`: a date that exists, and a number within that day without leading zeros.
 * Newer means a later date, or the same date and a greater number; the text itself is never compared.
 */
export class CalVer {
  private constructor(
    readonly text: string,
    /** ISO 8601: `2026-03-17`. */
    readonly date: string,
    readonly micro: number,
  ) {}

  /** @throws {InvalidVersionError} for another form, or for a day that no calendar has */
  static parse(text: string): CalVer {
    const parts = /^([0-9]{4})\.([0-9]{2})\.([0-9]{2})\.(0|[1-9][0-9]{0,8})$/.exec(text);
    if (parts === null)
      throw new InvalidVersionError(text, 'it is not of the form YYYY.MM.DD.MICRO, such as 2026.03.17.1');
    const [, year = '', month = '', day = '', micro = ''] = parts;
    if (!isDate(Number(year), Number(month), Number(day)))
      throw new InvalidVersionError(text, `no calendar has the day ${year}-${month}-${day}`);
    return new CalVer(text, `${year}-${month}-${day}`, Number(micro));
  }

  /** Negative when this one is older, positive when it is newer, 0 when they are the same. */
  compare(other: CalVer): number {
    if (this.date !== other.date) return this.date < other.date ? -1 : 1;
    return this.micro - other.micro;
  }

  isNewerThan(other: CalVer): boolean {
    return this.compare(other) > 0;
  }
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  const days = month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
