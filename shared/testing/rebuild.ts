import { genesis, Replays, type TableComparison } from '@boardwalk/messaging';
import type { World } from './world.js';

/**
 * Reads the whole log again into the shadow of a subscription's context, and lays every table of the two side by side, in one
 * snapshot. What has not been delivered yet is delivered first, so that both come to the same place.
 * @param subscription as `stats.scores`; the shadow has what this one keeps and nothing of other subscriptions of the context
 */
export async function rebuilt(world: World, subscription: string): Promise<readonly TableComparison[]> {
  const replays = world.app.get(Replays);
  await world.drain();
  const { id } = await replays.start({ subscription, mode: 'shadow', from: genesis });
  await world.drain();
  const { state } = await replays.get(id);
  if (state !== 'done')
    throw new Error(`The rebuild of ${subscription} is ${state}: something in it fails and is tried again.`);
  return replays.compare(subscription.slice(0, subscription.indexOf('.')));
}

/** The tables that a rebuild writes otherwise than they are, to the last byte; none when all is well. */
export async function differsFromItsLog(world: World, subscription: string): Promise<string[]> {
  const tables = await rebuilt(world, subscription);
  if (tables.every(({ liveRows }) => liveRows === 0))
    throw new Error(`Nothing to compare: no table of ${subscription} holds a row.`);
  return tables
    .filter(({ equal }) => !equal)
    .map(({ table, liveRows, shadowRows }) => `${table}: ${liveRows} rows, rebuilt ${shadowRows}`);
}
