import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@boardwalk/embedded-postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printed } from './chaos/report.js';
import { besiege } from './chaos/siege.js';

/** A minute or two are enough; whoever is busy gets time for the same blows. */
const minutes = 10;

let directory: string;
let server: EmbeddedPostgres;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'boardwalk-chaos-'));
  // Of its own: it is taken away while the siege goes on.
  server = await startEmbeddedPostgres({ directory, durable: true, log: () => undefined });
});
afterEach(async () => {
  await server.stop();
  await removeEmbeddedPostgres(directory);
});

describe('a pipeline whose writers are hostile and whose workers, relays and database are killed, frozen and restarted', () => {
  it('keeps every invariant of the delivery [2-25] [3-37]', { timeout: (minutes + 2) * 60_000 }, async () => {
    const story: string[] = [];
    const outcome = await besiege({
      server,
      seed: 1,
      facts: 3_000,
      kills: 9,
      freezes: 6,
      restarts: 2,
      minutes,
      report: (line) => story.push(line),
    });
    const broken = outcome.verdicts.filter(({ count }) => count > 0);
    expect(broken, [...story, printed(outcome, outcome.verdicts), outcome.said].join('\n')).toEqual([]);
    expect(outcome.counts, story.join('\n')).toMatchObject({ kills: 9, freezes: 6, restarts: 2 });
  });
});
