import { PersonalData } from '@boardwalk/domain';
import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetters } from '@boardwalk/messaging';
import { UnitsOfWork } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import { behaviour, type Effect, ProbeModule, ProbeRefusal } from './probe.js';

const email = 'grace@example.org';
const token = 'a-secret-that-nobody-else-may-read';
let world: World;

beforeEach(async () => {
  behaviour.fail = () => undefined;
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  await world.publish(invite('c1'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const invite = (collectiveId: string) =>
  new InviteSentIntegrationEvent({
    collectiveId,
    slug: 'lockers',
    inviteId: 'i1',
    inviteeEmail: email,
    role: 'member',
    invitedByUserId: 'u1',
    token,
  });

/** Every row of every table of the database, as text. */
async function everything(): Promise<string> {
  const tables = await world.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('messaging', 'inspection')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => world.rows(`SELECT t::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(texts);
}

describe('a personal field', () => {
  it('reaches its consumer readable and lies in the log sealed', async () => {
    await world.drain();
    const [effect] = await world.rows<Effect>('SELECT * FROM probe.effects');
    expect(effect?.detail).toBe(`${email} ${token}`);
    expect(await everything()).not.toContain(email);
    expect(await everything()).not.toContain(token);
  });

  it('stays sealed in a dead letter, even when the error quotes it', async () => {
    behaviour.fail = () => new ProbeRefusal(`The mailbox ${email} is full (${token}).`);
    await world.drain();
    const [letter] = await world.app.get(DeadLetters).list({ limit: 1 });
    expect(letter?.errorMessage).toBe('The mailbox «personal» is full («personal»).');
    expect(await everything()).not.toContain(email);
  });

  it('is opened before the transaction of a retry begins, which then waits for no other connection', async () => {
    await world.publish(invite('c2'));
    behaviour.fail = () => new Error('not yet');
    await world.drain();
    behaviour.fail = () => undefined;
    world.clock.advance(2_000);
    const sent: string[] = [];
    interceptQueries((text, send) => {
      sent.push(text);
      return send();
    });
    await world.drain();
    const opened = sent.findLastIndex((text) => text.includes('messaging.subject_keys'));
    const written = sent.flatMap((text, place) => (text.includes('"effects"') ? [place] : []));
    expect(written).toHaveLength(2);
    expect(opened).toBeLessThan(written[0] ?? 0);
  });

  it('never reaches a span', async () => {
    await world.drain();
    const spans = JSON.stringify(
      world.spans.all().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    );
    expect(spans).not.toContain(email);
    expect(spans).not.toContain(token);
  });

  it('is gone for good when the key of its person is deleted', async () => {
    await world.rows('DELETE FROM messaging.subject_keys');
    await world.drain();
    expect(await world.app.get(DeadLetters).list({ limit: 9 })).toMatchObject([
      { errorClass: 'DecryptionError', state: 'parked', attempts: 1 },
    ]);
  });

  it('is passed over once its person was erased, and holds up no later fact of its key', async () => {
    await world.app
      .get(UnitsOfWork)
      .run(() => world.app.get(PersonalData, { strict: false }).erase('u1', [email.toUpperCase()]));
    // Somebody is invited by the same address later.
    await world.publish(invite('c1'));
    await world.drain();
    expect(await world.app.get(DeadLetters).list({ limit: 9 })).toEqual([]);
    expect(await world.rows('SELECT detail FROM probe.effects')).toEqual([{ detail: `${email} ${token}` }]);
    expect(
      await world.rows('SELECT subject, wrapped_key FROM messaging.subject_keys WHERE subject = $1', [
        'user:u1',
      ]),
    ).toEqual([{ subject: 'user:u1', wrapped_key: null }]);
  });

  it('cannot be moved to another fact', async () => {
    await world.rows(`INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
      SELECT gen_random_uuid(), type, source, key, occurred_at, headers, data FROM messaging.facts`);
    await world.drain();
    expect(await world.app.get(DeadLetters).list({ limit: 9 })).toMatchObject([
      { errorClass: 'DecryptionError' },
    ]);
    expect(await world.rows('SELECT 1 FROM probe.effects')).toHaveLength(1);
  });
});
