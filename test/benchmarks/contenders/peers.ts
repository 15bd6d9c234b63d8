import { startRedis } from '../../servers/redis.ts';
import type { Server, Stage } from '../stage.ts';
import { statements } from '../stage.ts';
import { bullmq } from './bullmq.ts';
import { type Contender, type OnMessage, type TransactionalContender, workTable } from './contender.ts';
import { pgBoss } from './boss.ts';
import { graphile } from './graphile.ts';

/** Enough for a rate of peers as shipped, who would need minutes for what others do in a second. */
const enoughFor: Readonly<Record<string, number>> = {
  'pg-boss': 2, // it takes one job per poll of two seconds
  'graphile-worker': 3_000,
  'BullMQ, AOF always': 3_000,
};

export function fewFor({ name }: Contender, count: number): number {
  return Math.min(count, enoughFor[name] ?? count);
}

/** A database with the table of P3's work in it. */
export async function workDatabase(server: Server, name: string): Promise<string> {
  const url = await server.database(name);
  await statements(url, [workTable]);
  return url;
}

export type OnMessageOf = (name: string) => OnMessage;
const nothing: OnMessageOf = () => () => undefined;

/** graphile-worker, as shipped and tuned. */
export async function graphiles(
  stage: Stage,
  server: Server,
  { consumers = 1, onMessage = nothing }: { consumers?: number; onMessage?: OnMessageOf } = {},
): Promise<TransactionalContender[]> {
  const found: TransactionalContender[] = [];
  for (const tuned of [false, true]) {
    const url = await workDatabase(server, tuned ? 'graphile_tuned' : 'graphile');
    const name = tuned ? 'graphile-worker, tuned' : 'graphile-worker';
    found.push(stage.closing(await graphile(url, { tuned, consumers, onMessage: onMessage(name) })));
  }
  return found;
}

/** pg-boss, as shipped and tuned. */
export async function bosses(
  stage: Stage,
  server: Server,
  tuned: 'throughput' | 'latency',
  onMessage: OnMessageOf = nothing,
): Promise<TransactionalContender[]> {
  const shipped = await pgBoss(await workDatabase(server, 'boss'), {
    tuned: false,
    onMessage: onMessage('pg-boss'),
  });
  const best = await pgBoss(await workDatabase(server, 'boss_tuned'), {
    tuned,
    onMessage: onMessage('pg-boss, tuned'),
  });
  return [stage.closing(shipped), stage.closing(best)];
}

export const noRedis =
  'BullMQ did not take part: there is no redis-server on this machine (Debian: apt-get install redis-server).';

/** BullMQ, each on a Redis of its own that writes down each answer first, or once a second: none where this machine has no Redis. */
export async function bulls(stage: Stage, onMessage: OnMessageOf = nothing): Promise<Contender[]> {
  const found: Contender[] = [];
  for (const [name, appendfsync, tuned] of [
    ['BullMQ, AOF always', 'always', false],
    ['BullMQ, tuned, AOF always', 'always', true],
    ['BullMQ, tuned, AOF everysec', 'everysec', true],
  ] as const) {
    const redis = await startRedis({ appendfsync });
    if ('missing' in redis) return [];
    const { url } = stage.closing(redis);
    found.push(stage.closing(await bullmq({ url, tuned, name, onMessage: onMessage(name) })));
  }
  return found;
}
