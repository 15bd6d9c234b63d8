import { type CallOutcome, IntentSender } from '@boardwalk/messaging';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { Pool } from 'pg';

interface Letters {
  /** In the schema `letters`. */
  readonly table: string;
  readonly call: () => Promise<CallOutcome>;
  readonly isRepeatable: boolean;
  readonly isIdempotent?: boolean;
}

/** A queue of calls to the world outside, as a context would have it. */
export async function serveLetters(world: World, { table, ...settings }: Letters): Promise<void> {
  await world.rows('CREATE SCHEMA IF NOT EXISTS letters');
  await world.rows(`CREATE TABLE letters.${table} (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), status text NOT NULL DEFAULT 'queued', attempt integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL, leased_until timestamptz, provider_id text, last_error text, trace text NOT NULL)`);
  await world.rows(`CREATE TABLE letters.${table}_attempts (
    intent_id uuid NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
    outcome text, error text, PRIMARY KEY (intent_id, attempt))`);
  const { app } = world;
  app.get(IntentSender).serve(new Database('letters', app.get(Pool), app.get(UnitsOfWork)), {
    table,
    ...settings,
    attempts: 3,
    firstDelayMs: 1_000,
    longestDelayMs: 1_000,
    timeoutMs: 5_000,
    concurrency: 4,
    destination: 'localhost',
  });
}

/** Promises a call that is due now. */
export async function letter(world: World, table: string): Promise<void> {
  await world.rows(`INSERT INTO letters.${table} (next_attempt_at, trace) VALUES ($1, '{}')`, [
    world.clock.now(),
  ]);
}
