import { randomUUID } from 'node:crypto';
import { UnitsOfWork } from '@boardwalk/persistence';
import { notYet, until, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, behaviour, type Effect, extensionPublished, NoteEffect, ProbeModule } from './probe.js';

let world: World;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const details = async () =>
  (await world.rows<Effect>('SELECT key, detail FROM probe.effects ORDER BY place')).map(
    ({ key, detail }) => `${key} ${detail}`,
  );

/** From the next time that a statement like this is followed by COMMIT: it commits, and the connection breaks before the answer. */
function loseTheAnswerToCommitAfter(statement: RegExp): void {
  const marked = new WeakSet<object>();
  let lost = false;
  interceptQueries(async (text, send, connection) => {
    if (statement.test(text)) marked.add(connection);
    const answer = await send();
    if (!text.endsWith('COMMIT') || !marked.has(connection) || lost) return answer;
    lost = true;
    (connection as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    throw connectionLost();
  });
}

/** Ends whatever session has a transaction open in the test's database. */
async function endOpenTransactions(): Promise<void> {
  await world.rows(
    `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`,
  );
}

describe('a commit whose answer is lost', () => {
  it('does not repeat the effects of a batch [1-16]', async () => {
    for (let n = 1; n <= 3; n += 1) await world.publish(extensionPublished('a', `2026.06.01.${n}`));
    loseTheAnswerToCommitAfter(/"effects"/);
    await expect(world.drain()).rejects.toThrow('Connection terminated');
    await world.drain();
    expect(await details()).toEqual([1, 2, 3].map((n) => `@probe/a 2026.06.01.${n}`));
  });

  it('does not repeat the effect of a retry', async () => {
    behaviour.fail = () => new Error('not yet');
    await world.publish(extensionPublished('a'));
    await world.drain();
    behaveWell();
    world.clock.advance(2_000);
    loseTheAnswerToCommitAfter(/"effects"/);
    await expect(world.drain()).rejects.toThrow('Connection terminated');
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1']);
    expect(await world.rows('SELECT state, attempts FROM messaging.deliveries')).toEqual([
      { state: 'done', attempts: 2 },
    ]);
  });

  it('does not hold up a subscription with deliveries that wait behind their key', async () => {
    behaviour.fail = (detail) => (detail === '2026.06.01.1' ? new Error('not yet') : undefined);
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.drain();
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    loseTheAnswerToCommitAfter(/messaging\.deliveries\s.*'waiting'/s);
    await expect(world.drain()).rejects.toThrow('Connection terminated');
    behaveWell();
    world.clock.advance(2_000);
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1', '@probe/a 2026.06.01.2']);
  });
});

describe('a connection that breaks in the middle of a unit of work', () => {
  it('ends the unit, not the process, and the delivery comes again', async () => {
    behaviour.meanwhile = async () => {
      behaveWell();
      await endOpenTransactions();
    };
    await world.publish(extensionPublished('a'));
    await expect(world.drain()).rejects.toThrow('connection error');
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1']);
    expect(await world.rows('SELECT 1 FROM messaging.deliveries')).toEqual([]);
  });
});

/** Sends nothing in the ambient transaction until the server has lost its patience, which is short here. */
async function beSilent(): Promise<void> {
  const unit = world.app.get(UnitsOfWork).current();
  await unit?.query(`SET LOCAL idle_in_transaction_session_timeout = '1ms'`);
  await until('the end of the silent session', async () => {
    const open = await world.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    return open.length === 0 ? true : notYet();
  });
}

describe('a transaction that is silent for too long', () => {
  it('is ended by the server, and says why', async () => {
    behaviour.meanwhile = beSilent;
    const noted = world.execute(new NoteEffect('probe.extension-published', randomUUID(), 'k', 'd'));
    await expect(noted).rejects.toThrow('A unit of work sent no statement for 3 s');
    expect(await details()).toEqual([]);
  });

  it('says so, too, when its next statement was under way already', async () => {
    behaviour.meanwhile = async () => {
      const unit = world.app.get(UnitsOfWork).current();
      await unit?.query(`SET LOCAL idle_in_transaction_session_timeout = '1ms'`);
      // Whoever has no time for the next statement has none to hear of the end.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      await unit?.query('SELECT 1');
    };
    const noted = world.execute(new NoteEffect('probe.extension-published', randomUUID(), 'k', 'd'));
    await expect(noted).rejects.toThrow('A unit of work sent no statement for 3 s');
  });

  it('is a failed attempt of the delivery, so that one that never speaks again ends among the dead letters', async () => {
    behaviour.meanwhile = beSilent;
    await world.publish(extensionPublished('a'));
    await world.drain();
    expect(await world.rows('SELECT state, attempts, error_class FROM messaging.deliveries')).toEqual([
      { state: 'retry', attempts: 1, error_class: 'SilentTransactionError' },
    ]);
    behaveWell();
    world.clock.advance(2_000);
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1']);
  });
});
