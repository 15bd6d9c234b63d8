import { AsyncLocalStorage } from 'node:async_hooks';
import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { EventBus } from '@nestjs/cqrs';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import { extensionPublished, PackParcel, ParcelPacked, ProbeModule, ProbePublisher } from './probe.js';

let world: World;

beforeAll(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.rows('TRUNCATE probe.parcels, messaging.facts');
  world.spans.reset();
});

const parcels = () => world.rows('SELECT id, version FROM probe.parcels ORDER BY id');

describe('a command', () => {
  it('commits its rows and its facts together [3-34]', async () => {
    await world.execute(new PackParcel('a'));
    expect(await parcels()).toEqual([{ id: 'a', version: 1 }]);
    const [fact, ...others] = await world.facts();
    expect(others).toEqual([]);
    expect(fact).toMatchObject({ extensionName: '@probe/a' });
    expect(fact?.metadata).toMatchObject({
      source: '/contexts/extensions',
      version: 1,
      occurredAt: '2026-06-01T10:00:00.000Z',
    });
  });

  it('that fails leaves neither [3-15]', async () => {
    await expect(world.execute(new PackParcel('a', 'fail'))).rejects.toThrow('The probe was told to fail.');
    expect(await parcels()).toEqual([]);
    expect(await world.facts()).toEqual([]);
    expect(world.spans.named('create extensions.extension-published.v1')).toEqual([]);
  });

  it('that forgets to dispatch the events of its aggregate is rolled back', async () => {
    await expect(world.execute(new PackParcel('a', 'forget to dispatch'))).rejects.toThrow(
      'Parcel a recorded ParcelPacked, ParcelWeighed, which nobody dispatched',
    );
    expect(await parcels()).toEqual([]);
  });

  it('whose event nobody listens to is rolled back', async () => {
    await expect(world.execute(new PackParcel('a', 'lose it'))).rejects.toThrow(
      'Nobody in probe listens to its private event ParcelLost',
    );
    expect(await parcels()).toEqual([]);
    expect(await world.facts()).toEqual([]);
  });

  it('is one INTERNAL span under which its facts are created', async () => {
    await world.execute(new PackParcel('a'));
    const [command] = world.spans.named('probe.pack-parcel');
    const [create] = world.spans.named('create extensions.extension-published.v1');
    expect(create?.parentSpanContext?.spanId).toBe(command?.spanContext().spanId);
  });

  it('keeps its events apart from those of every other command that runs meanwhile', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => world.execute(new PackParcel(`p${n}`))));
    expect(await parcels()).toHaveLength(20);
    expect(
      new Set(
        (await world.facts()).map((fact) => (fact as unknown as { extensionName: string }).extensionName),
      ).size,
    ).toBe(20);
  });
});

describe('a unit of work that commits', () => {
  it('refuses statements and facts of promises that nobody awaited', async () => {
    const units = world.app.get(UnitsOfWork);
    const late: Promise<PromiseSettledResult<unknown>[]>[] = [];
    await units.run(async (unit) => {
      await unit.query("INSERT INTO probe.parcels VALUES ('a', 'packed', 1)");
      const inside = AsyncLocalStorage.snapshot();
      interceptQueries((text, send) => {
        const answer = send();
        if (text.endsWith('COMMIT')) {
          const forgotten = [
            unit.query("INSERT INTO probe.parcels VALUES ('b', 'packed', 1)"),
            inside(() => world.publish(extensionPublished('b'))),
          ];
          late.push(Promise.allSettled(forgotten));
        }
        return answer;
      });
      await world.publish(extensionPublished('a'));
    });
    vi.restoreAllMocks();
    expect((await Promise.all(late)).flat().map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await parcels()).toEqual([{ id: 'a', version: 1 }]);
    expect(await world.facts()).toHaveLength(1);
  });
});

describe('a statement', () => {
  it('still works on its old connections when another program has added a column', async () => {
    const { query } = world.app.get<Database<{ parcels: { id: string; version: number } }>>(Database, {
      strict: false,
    });
    const all = () => query.selectFrom('parcels').selectAll().execute();
    await all();
    await world.rows('ALTER TABLE probe.parcels ADD COLUMN weight integer');
    expect(await all()).toEqual([]);
    await world.rows('ALTER TABLE probe.parcels DROP COLUMN weight');
    expect(await all()).toEqual([]);
  });
});

describe('a publisher', () => {
  it('refuses to publish where no transaction could carry the fact', () => {
    const publisher = world.app.get(ProbePublisher, { strict: false });
    expect(() => publisher.publishPacked(new ParcelPacked(new Date(), 'a'))).toThrow(
      'outside a unit of work',
    );
  });
});

describe("Nest's event bus", () => {
  it('appends a fact durably when there is no unit of work', async () => {
    await world.app.get(EventBus).publish(extensionPublished('a'));
    expect(await world.facts()).toHaveLength(1);
  });

  it('refuses a fact that its contract does not allow', async () => {
    const broken = Object.assign(extensionPublished('a'), { version: 'yesterday' });
    await expect(async () => world.publish(broken)).rejects.toThrow(
      'extensions.extension-published.v1 does not match its contract',
    );
    await expect(async () =>
      world.publish(Object.assign(extensionPublished('a'), { extra: 1 })),
    ).rejects.toThrow('additional properties');
  });
});

describe('a part of a unit of work', () => {
  const packed = (id: string) => new PackParcel(id);
  const refused = (id: string) => new PackParcel(id, 'fail');

  it('that fails takes its rows, its facts and what was to follow with it, and nothing else', async () => {
    const units = world.app.get(UnitsOfWork);
    const settled: string[] = [];
    await units.run(async (unit) => {
      await world.execute(packed('before'));
      const part = units.nested(unit, async () => {
        units.current()?.onSettled((committed) => settled.push(`failed part ${committed}`));
        await world.execute(packed('inside'));
        await world.execute(refused('inside-too'));
      });
      await expect(part).rejects.toThrow('The probe was told to fail.');
      await units.nested(unit, async () => {
        units.current()?.onSettled((committed) => settled.push(`other part ${committed}`));
        await world.execute(packed('after'));
      });
    });
    expect(await parcels()).toEqual([
      { id: 'after', version: 1 },
      { id: 'before', version: 1 },
    ]);
    expect(await world.facts()).toMatchObject([
      { extensionName: '@probe/before' },
      { extensionName: '@probe/after' },
    ]);
    expect(settled).toEqual(['failed part false', 'other part true']);
  });

  it('that ends well goes down with the whole', async () => {
    const units = world.app.get(UnitsOfWork);
    const settled: boolean[] = [];
    const whole = units.run(async (unit) => {
      await units.nested(unit, async () => {
        units.current()?.onSettled((committed) => settled.push(committed));
        await world.execute(packed('inside'));
      });
      throw new Error('in the end');
    });
    await expect(whole).rejects.toThrow('in the end');
    expect(await parcels()).toEqual([]);
    expect(await world.facts()).toEqual([]);
    expect(settled).toEqual([false]);
  });

  it('that swallows the failure of a command fails all the same', async () => {
    const units = world.app.get(UnitsOfWork);
    await units.run(async (unit) => {
      const part = units.nested(unit, () => world.execute(refused('a')).catch(() => undefined));
      await expect(part).rejects.toThrow('The probe was told to fail.');
    });
    expect(await parcels()).toEqual([]);
  });

  it('lets nothing in that comes after its end', async () => {
    const units = world.app.get(UnitsOfWork);
    const gate = Promise.withResolvers<void>();
    await units.run(async (unit) => {
      let late: Promise<unknown> = Promise.resolve();
      await units.nested(unit, async () => {
        await world.execute(packed('in-time'));
        late = gate.promise.then(() => world.execute(packed('late')));
      });
      gate.resolve();
      await expect(late).rejects.toThrow('ended');
    });
    expect(await parcels()).toEqual([{ id: 'in-time', version: 1 }]);
  });
});

describe('facts of one unit', () => {
  it('come back with the texts that they had, whatever those are', async () => {
    const texts = ['"', '\\', '{a,"b",NULL}', 'NULL', '', 'two\nlines\tand a tab', '\u2028', '\u0001', '🐚'];
    const bus = world.app.get(EventBus);
    await world.app.get(UnitsOfWork).run(async () => {
      for (const text of texts)
        await bus.publish(
          new CollectiveCreatedIntegrationEvent({
            collectiveId: `key ${text}`,
            slug: 'odd-texts',
            name: `name ${text}`,
            createdByUserId: 'somebody',
            createdByUsername: 'somebody',
          }),
        );
    });
    const rows = await world.rows<{ key: string }>('SELECT key FROM messaging.facts ORDER BY pos');
    expect(rows.map(({ key }) => key)).toEqual(texts.map((text) => `key ${text}`));
    expect(await world.facts()).toMatchObject(
      texts.map((text) => ({ collectiveId: `key ${text}`, name: `name ${text}` })),
    );
  });
});
