import type { Client } from 'pg';
import { boardwalk, type PlatformProcess } from '../../servers/platform-process.ts';

/** Dead letters, and those that a redrive set going, as each of four ways tells it. */
export interface Counts {
  readonly dead: Readonly<Record<'database' | 'api' | 'cli' | 'metrics', number>>;
  readonly redriven: Readonly<Record<'database' | 'api' | 'cli' | 'metrics', number>>;
}

export async function countsOf(
  home: string,
  platform: PlatformProcess,
  database: Client,
  id: string,
): Promise<Counts> {
  const { rows } = await database.query<{ dead: number; redriven: number }>(
    `SELECT (SELECT count(*)::int FROM messaging.deliveries WHERE state IN ('parked', 'skipped')) AS dead,
       (SELECT count(*)::int FROM messaging.deliveries WHERE redrives > 0) AS redriven`,
  );
  const metrics = await (await fetch(platform.metricsUrl)).text();
  const cli = async <T>(...words: string[]) =>
    JSON.parse((await boardwalk(home, [...words, '--json']).ended).output) as T;
  const ofCli = await cli<{ items: { id: string; done: number }[] }>('dlq', 'redrives', 'ls');
  return {
    dead: {
      database: rows[0]?.dead ?? -1,
      api: (await platform.ask<{ total: number }>('dead-letters')).total,
      cli: (await cli<{ total: number }>('dlq', 'ls', '--limit', '1')).total,
      metrics: summed(metrics, 'boardwalk_dead_letters_current'),
    },
    redriven: {
      database: rows[0]?.redriven ?? -1,
      api: (await platform.ask<{ done: number }>(`redrives/${id}`)).done,
      cli: ofCli.items.find((redrive) => redrive.id === id)?.done ?? -1,
      metrics: summed(metrics, 'boardwalk_dead_letters_redriven_total'),
    },
  };
}

export function agree({ dead, redriven }: Counts): boolean {
  return [dead, redriven].every((told) => new Set(Object.values(told)).size === 1);
}

function summed(text: string, name: string): number {
  const values = text.matchAll(new RegExp(String.raw`^${name}(?:\{[^}]*\})? (\d+)`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
