import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extensionPublished, ProbeModule } from './probe.js';

const log = '00000000-0000-7000-8000-00000000000a';
const otherLife = '00000000-0000-4000-8000-000000000001';
/** Tick, position, ordinal. */
type Row = readonly [tick: number, pos: number, ordinal: number];

let world: World;

beforeEach(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  await world.rows(`INSERT INTO messaging.landings VALUES ('${log}', 'probe', 1, 10, 10, 1, 10)`);
});
afterEach(() => world.stop());

async function land(rows: readonly Row[], { life, raw = '{}' }: { life?: string; raw?: string } = {}) {
  const column = (index: 0 | 1 | 2) => `ARRAY[${rows.map((row) => row[index]).join()}]::bigint[]`;
  const lives = life === undefined ? 'messaging.incarnation()' : `'${life}'::uuid`;
  const [answer] = await world.rows<{
    reached: number;
  }>(`SELECT messaging.land('${log}', 'probe', NULL, ${column(0)},
    ${column(1)}, ${column(2)}, ARRAY[${rows.map(() => lives).join()}], ARRAY[${rows.map(() => `'${raw}'`).join()}])::int AS reached`);
  return answer?.reached;
}

describe('what lands', () => {
  it('goes on to the first gap, in whatever order and however often it comes', async () => {
    expect(await land([[2, 12, 12]])).toBe(10);
    expect(
      await land([
        [3, 14, 14],
        [2, 12, 12],
      ]),
    ).toBe(10);
    expect(
      await land([
        [2, 11, 11],
        [2, 11, 11],
      ]),
    ).toBe(12);
    expect(
      await land([
        [1, 10, 10],
        [2, 11, 11],
      ]),
    ).toBe(12);
    expect(await land([[3, 13, 13]])).toBe(14);
  });

  it('is there once, although it comes fifty times at once [1-16]', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => land([[2, 11, 11]])));
    expect(new Set(answers)).toEqual(new Set([11]));
    expect(await world.rows('SELECT ordinal::int FROM messaging.inbox')).toEqual([{ ordinal: 11 }]);
  });

  it('goes on over thousands that were waiting for one', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n): Row => [2, 12 + n, 12 + n]);
    expect(await land(rows)).toBe(10);
    expect(await land([[2, 11, 11]])).toBe(2_511);
  });

  it('is not believed when it was sent before the server of the log began anew: its place may be another fact’s now', async () => {
    expect(await land([[2, 11, 11]], { life: otherLife })).toBe(10);
    expect(await land([[2, 11, 11]])).toBe(11);
    await world.rows('TRUNCATE messaging.incarnation');
    const [{ life } = { life: '' }] = await world.rows<{ life: string }>(
      'SELECT messaging.incarnation()::text AS life',
    );
    expect(life).not.toBe('');
    expect(await land([[2, 12, 12]], { life })).toBe(12);
  });

  it('is replaced by what is sent again', async () => {
    await land([[2, 12, 99]], { raw: 'old' });
    expect(
      await land(
        [
          [2, 11, 11],
          [2, 12, 12],
        ],
        { raw: 'new' },
      ),
    ).toBe(12);
    expect(await world.rows('SELECT DISTINCT raw FROM messaging.inbox')).toEqual([{ raw: 'new' }]);
  });

  it('lands nowhere in a context that was not opened', async () => {
    await world.rows('DELETE FROM messaging.landings');
    expect(await land([[2, 11, 11]])).toBeNull();
  });
});

describe('the ordinal of a place', () => {
  const ordinalOf = async (tick: number, pos: number) =>
    (await world.rows<{ ordinal: number }>(`SELECT messaging.ordinal_of(${tick}, ${pos})::int AS ordinal`))[0]
      ?.ordinal;

  it('counts the facts up to it, in the middle of a window as at its end', async () => {
    for (let n = 1; n <= 3; n += 1) await world.publish(extensionPublished(`a${n}`));
    await world.drain();
    for (let n = 4; n <= 6; n += 1) await world.publish(extensionPublished(`a${n}`));
    await world.drain();
    const places = await world.rows<{ tick: number; pos: number }>(
      'SELECT tick::int, pos::int FROM messaging.facts_after(0, 0, 100)',
    );
    expect(places).toHaveLength(6);
    expect(await Promise.all(places.map(({ tick, pos }) => ordinalOf(tick, pos)))).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(await ordinalOf(0, 0)).toBe(0);
  });

  it('counts those that were dropped, too', async () => {
    for (let n = 1; n <= 4; n += 1) await world.publish(extensionPublished(`a${n}`));
    await world.drain();
    await world.rows(`UPDATE messaging.log SET (pruned_tick, pruned_pos) =
      (SELECT tick, pos FROM messaging.facts_after(0, 0, 2) ORDER BY pos DESC LIMIT 1)`);
    expect(await ordinalOf(0, 0)).toBe(2);
  });
});
