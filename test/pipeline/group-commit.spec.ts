import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { type MessageContext, runWithMessageContext } from '@boardwalk/observability';
import { World } from '@boardwalk/testing';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { extensionPublished, ProbeModule } from './probe.js';

let world: World;

beforeEach(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const names = Array.from({ length: 20 }, (_, n) => `p${n}`);
const keys = async () =>
  (await world.rows<{ key: string }>('SELECT key FROM messaging.facts ORDER BY pos')).map(({ key }) => key);
const statuses = (results: readonly PromiseSettledResult<void>[]) => results.map(({ status }) => status);
const invite = () =>
  new InviteSentIntegrationEvent({
    collectiveId: 'c1',
    slug: 'lockers',
    inviteId: 'i1',
    inviteeEmail: 'guest@example.org',
    role: 'member',
    invitedByUserId: 'u1',
    token: 'secret-token',
  });

describe('facts that are published at the same time outside of any unit of work', () => {
  it('share one commit, in the order in which they were published', async () => {
    await Promise.all(names.map((name) => world.publish(extensionPublished(name))));
    expect(await keys()).toEqual(names.map((name) => `@probe/${name}`));
    expect(await world.rows('SELECT DISTINCT xid FROM messaging.facts')).toHaveLength(1);
  });

  it('fail each for itself, and the others keep their order', async () => {
    await world.rows(`ALTER TABLE messaging.facts ADD CHECK (key NOT IN ('@probe/p3', '@probe/p7'))`);
    const results = await Promise.allSettled(names.map((name) => world.publish(extensionPublished(name))));
    const refused = new Set(['p3', 'p7']);
    expect(statuses(results)).toEqual(names.map((name) => (refused.has(name) ? 'rejected' : 'fulfilled')));
    expect(await keys()).toEqual(names.filter((name) => !refused.has(name)).map((name) => `@probe/${name}`));
  });

  it('are not tried again when the answer to their commit is lost', async () => {
    interceptQueries(async (text, send) => {
      const answer = await send();
      if (text.includes('INTO messaging.facts')) throw connectionLost();
      return answer;
    });
    const results = await Promise.allSettled(names.map((name) => world.publish(extensionPublished(name))));
    expect(new Set(statuses(results))).toEqual(new Set(['rejected']));
    expect(await keys()).toHaveLength(names.length);
  });

  it('learn their own positions', async () => {
    const chains = names.map((correlationId): MessageContext => ({ correlationId }));
    await Promise.all(
      chains.map((chain) =>
        runWithMessageContext(chain, () => world.publish(extensionPublished(chain.correlationId))),
      ),
    );
    const rows = await world.rows<{ pos: string }>('SELECT pos FROM messaging.facts ORDER BY pos');
    expect(chains.map(({ position }) => position)).toEqual(rows.map(({ pos }) => String(pos)));
  });

  it('do not wait for one whose personal key somebody holds', async () => {
    await world.publish(invite());
    await world.rows(
      'CREATE TABLE public.held AS TABLE messaging.subject_keys; TRUNCATE messaging.subject_keys',
    );
    const holder = new Client({ connectionString: world.database.url });
    await holder.connect();
    await holder.query('BEGIN; INSERT INTO messaging.subject_keys TABLE public.held');
    const waiting = world.publish(invite());
    await world.publish(extensionPublished('a'));
    expect(await keys()).toHaveLength(2);
    await holder.query('ROLLBACK');
    await holder.end();
    await waiting;
    expect(await keys()).toHaveLength(3);
  });
});
