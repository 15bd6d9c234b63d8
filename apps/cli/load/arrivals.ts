import type { Chance } from '../history/chance.js';

/** How requests come: as people do who know nothing of each other, or evenly. */
export const shapes = ['poisson', 'constant'] as const;
export type Shape = (typeof shapes)[number];

/**
 * When something arrives, in milliseconds after the beginning, without end. It is settled beforehand and waits for no answer:
 * whoever sends the next request only after the last answer measures least where it is slowest.
 * @param rate a second
 */
export function* arrivals(chance: Chance, rate: number, shape: Shape): Generator<number> {
  const mean = 1_000 / rate;
  for (let at = 0; ; at += shape === 'constant' ? mean : -Math.log(1 - chance.fraction()) * mean) yield at;
}
