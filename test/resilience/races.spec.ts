import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raced, type Raced } from './races/raced.js';
import { races } from './races/races.js';

const rounds = 5;

describe('two processes that are asked the same at the same time', () => {
  let outcomes: readonly Raced[];
  const said: string[] = [];

  beforeAll(async () => {
    outcomes = await raced(races, rounds, (line) => said.push(line));
  }, 180_000);
  afterAll(() => said.splice(0));

  it.each(races.map(({ name }) => name))('have one winner: %s', (name) => {
    expect(
      outcomes.find((outcome) => outcome.name === name),
      said.join('\n'),
    ).toEqual({ name, rounds, wrong: [] });
  });
});
