import { UnitsOfWork } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import { extensionPublished, ProbeModule } from './probe.js';

let world: World;
let units: UnitsOfWork;

beforeEach(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  units = world.app.get(UnitsOfWork);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const pack = `INSERT INTO probe.parcels VALUES ($1, 'packed', 1)`;
const parcels = async () =>
  (await world.rows<{ id: string }>('SELECT id FROM probe.parcels ORDER BY id')).map(({ id }) => id);
const divide = (by: number) =>
  units.run((unit) => unit.query<{ result: number }>('SELECT 6 / $1::integer AS result', [by]));
/** The units of a test run one after another, so they all get the same connection. */
const connections = () => world.app.get(Pool).totalCount;

describe('a unit of work', () => {
  it('sends BEGIN with its first statement, and its facts with COMMIT', async () => {
    const sent: string[] = [];
    interceptQueries((text, send) => {
      sent.push(text);
      return send();
    });
    await units.run(async (unit) => {
      await unit.query(pack, ['a']);
      await unit.query(pack, ['b']);
      await world.publish(extensionPublished('a'));
    });
    expect(sent).toEqual([
      expect.stringMatching(/^BEGIN; INSERT INTO probe.parcels/),
      expect.stringMatching(/^INSERT INTO probe.parcels/),
      expect.stringMatching(/^INSERT INTO messaging.facts .*; COMMIT$/s),
    ]);
  });

  it('hears the answer to its first statement, whether or not the server knew it', async () => {
    const answers = [await divide(2), await divide(3)].map(({ rows, rowCount }) => [rows, rowCount]);
    expect(answers).toEqual([
      [[{ result: 3 }], 1],
      [[{ result: 2 }], 1],
    ]);
  });

  it('whose first statement fails leaves a connection on which it can succeed', async () => {
    await expect(divide(0)).rejects.toThrow('division by zero');
    expect((await divide(2)).rows).toEqual([{ result: 3 }]);
    expect(connections()).toBe(1);
  });

  it('whose first statement nobody can parse leaves a connection on which others can', async () => {
    const wrong = () => units.run((unit) => unit.query('SELECT nothing FROM nowhere'));
    await expect(wrong()).rejects.toThrow('"nowhere" does not exist');
    await world.rows('CREATE TABLE public.nowhere AS SELECT 1 AS nothing');
    expect((await wrong()).rows).toEqual([{ nothing: 1 }]);
    expect(connections()).toBe(1);
  });

  it('whose facts are refused writes nothing, and COMMIT is known to the next one', async () => {
    await world.rows(`ALTER TABLE messaging.facts ADD CHECK (key <> '@probe/bad')`);
    const publish = (name: string) =>
      units.run(async (unit) => {
        await unit.query(pack, [name]);
        await world.publish(extensionPublished(name));
      });
    await expect(publish('bad')).rejects.toThrow('check constraint');
    await publish('good');
    await publish('better');
    expect([await parcels(), (await world.facts()).length]).toEqual([['better', 'good'], 2]);
    expect(connections()).toBe(1);
  });

  it('can send a statement beside its first one', async () => {
    await units.run(async (unit) => {
      await Promise.all(['a', 'b', 'c'].map((id) => unit.query(pack, [id])));
    });
    expect(await parcels()).toEqual(['a', 'b', 'c']);
  });

  it('writes nothing more when its first statement failed, even if somebody caught that', async () => {
    const work = units.run(async (unit) => {
      await unit.query('SELECT 1 / $1::integer', [0]).catch(() => undefined);
      await unit.query(pack, ['a']).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('its error was swallowed');
    expect(await parcels()).toEqual([]);
  });

  it('sends nothing of a statement with a value that has no text', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    await expect(units.run((unit) => unit.query(pack, [circle]))).rejects.toThrow('circular');
    await units.run((unit) => unit.query(pack, ['a']));
    expect([await parcels(), connections()]).toEqual([['a'], 1]);
  });

  it('sets a savepoint with the first statement of a part, and leaves it with the next one', async () => {
    const sent: string[] = [];
    interceptQueries((text, send) => {
      sent.push(text.replaceAll(/INSERT INTO probe.parcels[^;]*/g, 'INSERT'));
      return send();
    });
    await units.run(async (unit) => {
      const part = (id: string) =>
        units.nested(unit, async () => void (await units.current()?.query(pack, [id])));
      await part('a');
      await part('b');
      await expect(part('b')).rejects.toThrow('duplicate key');
      await units.nested(unit, async () => undefined);
      await part('c');
    });
    expect(sent).toEqual([
      'BEGIN; SAVEPOINT nested; INSERT',
      'RELEASE SAVEPOINT nested; SAVEPOINT nested; INSERT',
      'RELEASE SAVEPOINT nested; SAVEPOINT nested; INSERT',
      'ROLLBACK TO SAVEPOINT nested; RELEASE SAVEPOINT nested; SAVEPOINT nested; INSERT',
      'RELEASE SAVEPOINT nested; COMMIT',
    ]);
    vi.restoreAllMocks();
    expect(await parcels()).toEqual(['a', 'b', 'c']);
  });

  it('undoes a part that failed, also when nothing comes after it', async () => {
    await units.run(async (unit) => {
      await unit.query(pack, ['a']);
      const part = units.nested(unit, async () => {
        await units.current()?.query(pack, ['b']);
        throw new Error('no');
      });
      await part.catch(() => undefined);
    });
    expect(await parcels()).toEqual(['a']);
  });

  it('keeps what was done and what begins, when a statement has a value that has no text', async () => {
    const unsayable = { big: 1n };
    await units.run(async (unit) => {
      const part = (id: string, status: unknown = 'packed') =>
        units.nested(unit, async () => {
          await units.current()?.query('INSERT INTO probe.parcels VALUES ($1, $2, 1)', [id, status]);
        });
      await part('a');
      await expect(part('b', unsayable)).rejects.toThrow('BigInt');
      await part('c');
    });
    expect(await parcels()).toEqual(['a', 'c']);
    const undone = units.run(async (unit) => {
      await expect(unit.query('SELECT $1::text', [unsayable])).rejects.toThrow('BigInt');
      await unit.query(pack, ['d']);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await parcels()).toEqual(['a', 'c']);
  });
});
