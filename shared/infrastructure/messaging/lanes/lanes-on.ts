import type { Pool } from 'pg';
import { runningShadows } from '../replay/shadow-table.js';
import { shadowOf, type Subscription } from '../subscriptions/subscription.js';
import type { Lane, LogSource } from './lane.js';

/** Every lane that the subscriptions have on a log, and those of the shadows that are being filled from it. */
export async function lanesOn(
  pool: Pool,
  subscriptions: readonly Subscription[],
  source: LogSource,
  log: string,
): Promise<Lane[]> {
  const names = subscriptions.map(({ name }) => name);
  const shadows = await runningShadows(pool, log, names);
  return subscriptions.flatMap((subscription) => {
    const until = shadows.get(subscription.name);
    const live = lanesOf(subscription, source, log);
    if (until === undefined) return live;
    return [...live, ...lanesOf(shadowOf(subscription), source, log).map((lane) => ({ ...lane, until }))];
  });
}

function lanesOf(subscription: Subscription, source: LogSource, log: string): Lane[] {
  return Array.from({ length: subscription.buckets }, (_, bucket) => ({ subscription, source, log, bucket }));
}
