// First: see there.
import './world/driver.ts';
import { Logger } from '@nestjs/common';
import { Chance } from './chance.ts';
import { isSettled, notGivenBack, violationsOf } from './world/invariants.ts';
import { planOf } from './world/plan.ts';
import { World } from './world/world.ts';

const millisecond = 1_000;

/** After the last fault everything is delivered within this long, retries and the lease of a dead holder included. */
const converges = 15_000 * millisecond;

/** A schedule that goes on for longer hangs. */
const longest = 90_000 * millisecond;

/** How often it is looked whether everything has settled. */
const lookEvery = 100 * millisecond;

export interface Outcome {
  readonly seed: number;
  /** Empty when everything held. */
  readonly violations: readonly string[];
  readonly facts: number;
  /** Virtual microseconds. */
  readonly took: number;
  readonly events: number;
}

let telling: World | undefined;
Logger.overrideLogger({
  log: (message: string, context: string) => telling?.tell(() => `${context}: ${message}`),
  error: (message: string, context: string) => telling?.tell(() => `${context}: ${message}`),
  warn: (message: string, context: string) => telling?.tell(() => `${context}: ${message}`),
  debug: (message: string, context: string) => telling?.tell(() => `${context}: ${message}`),
});

/**
 * Runs one schedule from beginning to end: everything in it follows from the seed.
 * @param story gets a line for everything that happens
 */
export async function runSchedule(seed: number, story?: string[]): Promise<Outcome> {
  const chance = new Chance(seed);
  const world = new World(planOf(chance), chance, story);
  telling = world;
  try {
    const violations = await played(world);
    const { scheduler, server } = world;
    return {
      seed,
      violations,
      facts: server.tables.facts.length,
      took: scheduler.now,
      events: scheduler.events,
    };
  } finally {
    telling = undefined;
  }
}

async function played(world: World): Promise<string[]> {
  world.begin();
  if (!(await settled(world))) return stuck(world, 'the last fault');
  const violations = violationsOf(world, false);
  if (violations.length > 0) return violations;
  world.repair();
  if (!(await settled(world))) return stuck(world, 'the redrive');
  world.stop();
  if (!(await settled(world))) return stuck(world, 'the stop');
  return [...violationsOf(world, true), ...notGivenBack(world)];
}

async function settled(world: World): Promise<boolean> {
  const { scheduler } = world;
  const end = scheduler.now + longest;
  for (let quietSince = scheduler.now; scheduler.now < end; ) {
    await scheduler.pass(lookEvery);
    if (world.isTroubled) quietSince = scheduler.now;
    else if (isSettled(world)) return true;
    else if (scheduler.now - quietSince > converges) return false;
  }
  return false;
}

function stuck(world: World, after: string): string[] {
  const seconds = converges / 1_000_000;
  return [`I10: ${seconds} s after ${after} not everything is delivered`, ...violationsOf(world, false)];
}
