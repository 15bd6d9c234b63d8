import { testDatabase } from '@boardwalk/testing';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startApplication } from './hostile-writers/application.js';
import { besiege } from './hostile-writers/siege.js';
import { flawless, judge } from './hostile-writers/verdict.js';

describe('twelve hostile writers and workers that are killed and frozen', () => {
  it('lose nothing, repeat nothing and keep the order of each key', { timeout: 120_000 }, async () => {
    const story: string[] = [];
    const database = await testDatabase('hostile writers');
    const { said, ...outcome } = await besiege({
      url: database.url,
      facts: 3_000,
      kills: 4,
      freezes: 1,
      report: (line) => story.push(line),
    });
    expect(outcome, `${story.join('\n')}\n${said}`).toMatchObject({ committed: 3_000, ...flawless });
    await database.drop();
  });
});

describe('the judge of hostile writers', () => {
  it('sees what was lost, repeated, invented, out of order, unfaithful and dead', async () => {
    const database = await testDatabase('judge of hostile writers');
    const application = await startApplication(database.url, 'hostile writers', []);
    await application.stop();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const effect = (subscription: string, version: number) =>
      client.query(`INSERT INTO hostile.effects (subscription, event_id, key, version, worker)
        SELECT 'hostile.${subscription}', id, 'k', ${version}, 'w' FROM messaging.facts WHERE data::json ->> 'total' = '${version}'
          OR data::json ->> 'points' = '${version}'`);
    // Versions 2 and 5 are points-granted, 3 a badge, 4 a tier; 1 never became a fact.
    await client.query(`
      INSERT INTO hostile.aggregates VALUES ('k', 5);
      INSERT INTO hostile.changes VALUES ('k', 1, 'stats.tier-reached.v1'), ('k', 2, 'stats.points-granted.v1'),
        ('k', 3, 'stats.badge-awarded.v1'), ('k', 4, 'stats.tier-reached.v1'), ('k', 5, 'stats.points-granted.v1');
      INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
      SELECT gen_random_uuid(), type, 's', 'k', now(), '{}',
        json_build_object(CASE type WHEN 'stats.badge-awarded.v1' THEN 'points' ELSE 'total' END, version)
      FROM hostile.changes WHERE version > 1;
      INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, state, attempts, raw)
      SELECT 'hostile.badges', gen_random_uuid(), id, 1, 1, type, key, 'parked', 20, '' FROM messaging.facts LIMIT 1`);
    await effect('everything', 2);
    await effect('everything', 4);
    await effect('everything', 3); // overtaken
    await effect('everything', 4); // once more, and in order
    await effect('badges', 5); // not its fact
    expect(await judge(client)).toEqual({
      committed: 5,
      unfaithful: 1,
      lost: 3, // 1 and 5 of everything, 3 of badges
      repeated: 1,
      invented: 1,
      outOfOrder: 1,
      dead: 1,
    });
    await client.end();
    await database.drop();
  });
});
