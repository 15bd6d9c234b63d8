import { randomUUID } from 'node:crypto';
import { Clock, Ids, Randomness } from '@boardwalk/domain';
import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { runWithMessageContext } from '@boardwalk/observability';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import { notYet, until, World } from '@boardwalk/testing';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, behaviour, type Effect, NoteEffect, ProbeModule, ProbeRefusal } from './probe.js';

const hourMs = 3_600_000;
let world: World;
let units: UnitsOfWork;
let commands: DelayedCommands;
let notes: DelayedCommand<NoteEffect>;

const database = () => new Database('probe', world.app.get(Pool), units);
const read = (fields: unknown) => {
  const { subscription, eventId, key, detail } = fields as NoteEffect;
  if (typeof detail !== 'string') throw new TypeError('detail is missing');
  return new NoteEffect(subscription, eventId, key, detail);
};

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  units = world.app.get(UnitsOfWork);
  commands = world.app.get(DelayedCommands);
  notes = commands.serve(database(), { name: 'note', read });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const note = (detail: string) => new NoteEffect('delayed', randomUUID(), 'k', detail);
const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * hourMs);
const schedule = (key: string, at: Date, detail = key) =>
  units.run(() => notes.schedule(key, at, note(detail)));
const cancel = (key: string) => units.run(() => notes.cancel(key));
const details = async () =>
  (await world.rows<Effect>('SELECT detail FROM probe.effects ORDER BY place')).map(({ detail }) => detail);
const kept = () => world.rows('SELECT key, state, attempts FROM messaging.delayed_commands ORDER BY key');

describe('a delayed command', () => {
  it('runs at its time, not before, and once', async () => {
    await schedule('late', inHours(2));
    await schedule('early', inHours(1));
    await world.drain();
    expect(await details()).toEqual([]);
    world.clock.advance(hourMs);
    await world.drain();
    expect(await details()).toEqual(['early']);
    world.clock.advance(hourMs);
    await world.drain();
    await world.drain();
    expect(await details()).toEqual(['early', 'late']);
    expect(await kept()).toEqual([]);
  });

  it('exists if and only if the change that asks for it commits', async () => {
    const failing = units.run(async () => {
      await notes.schedule('never', inHours(0), note('never'));
      throw new Error('The change fails.');
    });
    await expect(failing).rejects.toThrow('The change fails.');
    await expect(notes.schedule('never', inHours(0), note('never'))).rejects.toThrow(
      'outside a unit of work',
    );
    await world.drain();
    expect(await details()).toEqual([]);
  });

  it('is replaced by asking again for its key, and taken back by cancelling', async () => {
    await schedule('a', inHours(1), 'first');
    await schedule('a', inHours(3), 'second');
    await schedule('b', inHours(1));
    expect([await cancel('b'), await cancel('b')]).toEqual([true, false]);
    world.clock.advance(2 * hourMs);
    await world.drain();
    expect(await details()).toEqual([]);
    world.clock.advance(hourMs);
    await world.drain();
    expect(await details()).toEqual(['second']);
  });

  it('may ask for itself again', async () => {
    behaviour.meanwhile = () => notes.schedule('daily', inHours(24), note('again'));
    await schedule('daily', inHours(0), 'first');
    await world.drain();
    behaveWell();
    expect(await kept()).toEqual([{ key: 'daily', state: 'waiting', attempts: 0 }]);
    world.clock.advance(24 * hourMs);
    await world.drain();
    expect(await details()).toEqual(['first', 'again']);
  });

  it('has its effect once although the answer to its commit is lost', async () => {
    await schedule('a', inHours(0));
    let taken = false;
    interceptQueries(async (text, send, connection) => {
      if (text.startsWith('DELETE FROM messaging.delayed_commands')) taken = true;
      const answer = await send();
      if (text !== 'COMMIT' || !taken) return answer;
      taken = false;
      (connection as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      throw connectionLost();
    });
    await expect(world.drain()).rejects.toThrow('Connection terminated');
    await world.drain();
    expect(await details()).toEqual(['a']);
  });

  it('runs in one of several processes', async () => {
    const get = <T>(token: abstract new (...args: never[]) => T): T => world.app.get(token);
    const timers = { every: () => () => undefined, after: () => () => undefined };
    const other = new DelayedCommands(
      units,
      get(Pool),
      get(CommandBus),
      get(Clock),
      get(Ids),
      get(Randomness),
      timers,
    );
    other.serve(database(), { name: 'note', read });
    const all = Array.from({ length: 20 }, (_, index) => `n${index}`);
    for (const key of all) await schedule(key, inHours(0));
    await Promise.all([commands.drain(), other.drain()]);
    expect((await details()).sort()).toEqual([...all].sort());
  });

  it('is found by a running process, woken or not', async () => {
    commands.start();
    await schedule('a', inHours(0));
    await until('its effect', async () => ((await details()).length === 1 ? true : notYet()));
    await schedule('b', inHours(1));
    world.clock.advance(hourMs);
    await until('its effect', async () => ((await details()).length === 2 ? true : notYet()));
    await commands.stop();
  });

  it('keeps correlation and causation, in a trace of its own that links to who asked', async () => {
    const causationId = randomUUID();
    world.spans.reset();
    behaviour.meanwhile = () => notes.schedule('a', inHours(1), note('a'));
    await runWithMessageContext({ correlationId: 'the-stimulus', causationId }, () =>
      world.execute(new NoteEffect('asks', randomUUID(), 'k', 'asks')),
    );
    behaveWell();
    world.clock.advance(hourMs);
    await world.drain();
    const asking = world.spans.named('probe.note-effect')[0]?.spanContext();
    const [run] = world.spans.named('process probe.note');
    expect(run?.spanContext().traceId).not.toBe(asking?.traceId);
    expect(run?.links.map(({ context, attributes }) => [context.spanId, attributes])).toEqual([
      [asking?.spanId, { 'boardwalk.link.kind': 'creation' }],
    ]);
    expect(run?.attributes).toMatchObject({
      'messaging.message.conversation_id': 'the-stimulus',
      'boardwalk.causation.id': causationId,
    });
  });
});

describe('a delayed command that fails', () => {
  it('leaves no effect, is tried again later each time, and gives up where an operator sees it', async () => {
    behaviour.fail = () => new Error('not yet');
    await schedule('a', inHours(0));
    await world.drain();
    expect(await kept()).toEqual([{ key: 'a', state: 'waiting', attempts: 1 }]);
    expect(await details()).toEqual([]);
    for (let attempt = 2; attempt <= 20; attempt += 1) {
      world.clock.advance(300_000);
      await world.drain();
    }
    const [dead] = await commands.dead(10);
    expect(dead).toMatchObject({
      context: 'probe',
      command: 'note',
      key: 'a',
      attempts: 20,
      errorClass: 'Error',
      errorMessage: 'not yet',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-/),
    });

    behaveWell();
    expect([await commands.redrive(dead?.id ?? ''), await commands.redrive(dead?.id ?? '')]).toEqual([
      true,
      false,
    ]);
    await world.drain();
    expect(await details()).toEqual(['a']);
    expect(await commands.dead(10)).toEqual([]);
  });

  it('by a rule of the domain is not tried again, and holds up no other', async () => {
    behaviour.fail = (detail) => (detail === 'a' ? new ProbeRefusal('No.') : undefined);
    await schedule('a', inHours(0));
    await schedule('b', inHours(0));
    await world.drain();
    expect(await kept()).toEqual([{ key: 'a', state: 'dead', attempts: 1 }]);
    expect(await details()).toEqual(['b']);
  });

  it('because nobody knows it, or can read it, is dead and not silent', async () => {
    await schedule('a', inHours(0));
    await world.rows(`UPDATE messaging.delayed_commands SET command = 'forgotten'`);
    await schedule('b', inHours(0));
    await world.rows(`UPDATE messaging.delayed_commands SET payload = '{}' WHERE key = 'b'`);
    await world.drain();
    const dead = await commands.dead(10);
    expect(dead.map(({ key, errorClass }) => [key, errorClass]).sort()).toEqual([
      ['a', 'UnknownCommandError'],
      ['b', 'UnreadableCommandError'],
    ]);
  });

  it('because the database is away counts no attempt', async () => {
    await schedule('a', inHours(0));
    behaviour.fail = () => connectionLost();
    await expect(world.drain()).rejects.toThrow('Connection terminated');
    behaveWell();
    expect(await kept()).toEqual([{ key: 'a', state: 'waiting', attempts: 0 }]);
    await world.drain();
    expect(await details()).toEqual(['a']);
  });
});
