const dayMs = 24 * 60 * 60 * 1_000;

/** Days in a row on which a person was here. Dates are days in UTC, `2026-03-17`. */
export interface Streak {
  readonly days: number;
  /** Null before the first day. */
  readonly lastDate: string | null;
}

export const noStreak: Streak = { days: 0, lastDate: null };

/** The streak with one more day. Null when that day is not later than the last one, and so says nothing new. */
export function withDay({ days, lastDate }: Streak, date: string): Streak | null {
  if (lastDate === null) return { days: 1, lastDate: date };
  const later = daysBetween(lastDate, date);
  if (later <= 0) return null;
  return { days: later === 1 ? days + 1 : 1, lastDate: date };
}

/** How long it is on a day: nothing once a whole day has been missed. */
export function lengthOn({ days, lastDate }: Streak, date: string): number {
  return lastDate !== null && daysBetween(lastDate, date) <= 1 ? days : 0;
}

/** Negative when the second is earlier. */
function daysBetween(one: string, other: string): number {
  return (Date.parse(other) - Date.parse(one)) / dayMs;
}
