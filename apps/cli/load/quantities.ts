import { InvalidArgumentError } from 'commander';

const perSecond: Readonly<Record<string, number>> = { s: 1, m: 1 / 60, h: 1 / 3_600 };
const milliseconds: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** For commander: `20/s`, `600/m`, or a number alone, which is a second's. */
export function rateIn(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/([smh]))?$/.exec(text) ?? [];
  const rate = Number(number ?? 0) * (perSecond[unit] ?? 1);
  if (rate > 0) return rate;
  throw new InvalidArgumentError('It must be a rate, such as 20/s or 600/m.');
}

/** For commander: `90s`, `5m`, `1h`, in milliseconds. */
export function spanIn(text: string): number {
  const [, number, unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const span = Number(number ?? 0) * (milliseconds[unit] ?? 0);
  if (span > 0) return span;
  throw new InvalidArgumentError('It must be a time, such as 90s, 5m or 1h.');
}
