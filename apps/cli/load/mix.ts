import { InvalidArgumentError } from 'commander';
import type { Chance } from '../history/chance.js';

/** What a community does all day, by how often. */
export const ordinary = {
  profile: 20,
  search: 17,
  extension: 14,
  leaderboard: 12,
  pull: 12,
  collective: 6,
  account: 5,
  publish: 4,
  'sign-in': 3,
  'sign-up': 3,
  invite: 2,
  found: 2,
} as const;

/** What goes wrong on purpose, and what is taken back; every one of them has an answer that it should have. */
export const mischief = {
  'wrong-password': 3,
  'invalid-body': 3,
  stranger: 3,
  'same-again': 2,
  yank: 2,
  deprecate: 1,
} as const;

export type Deed = keyof typeof ordinary | keyof typeof mischief;
export type Mix = Readonly<Partial<Record<Deed, number>>>;

const deeds = Object.keys({ ...ordinary, ...mischief }) as Deed[];

/** For commander: `search=50,publish=5`; what is not named does not happen. */
export function mixIn(text: string): Mix {
  const parts = text.split(',').map((part) => part.trim());
  const entries = parts.map((part): [Deed, number] => {
    const [, name = '', weight = ''] = /^([a-z-]+)=(\d{1,6})$/.exec(part) ?? [];
    const deed = deeds.find((known) => known === name);
    if (deed !== undefined) return [deed, Number(weight)];
    throw new InvalidArgumentError(
      `"${part}" says nothing. Write it like search=50,publish=5; there are ${deeds.join(', ')}.`,
    );
  });
  if (entries.every(([, weight]) => weight === 0)) throw new InvalidArgumentError('Nothing would happen.');
  return Object.fromEntries(entries);
}

/** One of them, as often as its weight says. */
export function drawn(chance: Chance, mix: Mix): Deed {
  const entries = Object.entries(mix) as [Deed, number][];
  let left = chance.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [deed, weight] of entries) {
    left -= weight;
    if (left < 0) return deed;
  }
  return entries.findLast(([, weight]) => weight > 0)?.[0] ?? 'profile';
}
