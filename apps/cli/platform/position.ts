import type { Api } from './api.js';
import type { EventPage } from './operator.js';

/** Text of a position in the log; null before anything is known. */
export type Position = string | null;

/** Whether `one` lies after `other`; numbers between hyphens are compared one by one. */
export function isAfter(one: Position, other: Position): boolean {
  if (one === null) return false;
  if (other === null) return true;
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

export function highest(one: Position, other: Position): Position {
  return isAfter(other, one) ? other : one;
}

function numbersOf(position: string): number[] {
  return position.split('-').map(Number);
}

/**
 * As if the newest fact in the log had been ours: for who cannot know what became of earlier requests. A list says
 * `tick-position`, a header only the position.
 */
export async function newestPosition(api: Api): Promise<Position> {
  const { items } = await api.get<EventPage>('operator/events', { limit: 20 });
  const told = items.find(({ position }) => position !== null)?.position;
  return told?.split('-').at(-1) ?? null;
}
