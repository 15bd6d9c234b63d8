import { UnitsOfWork } from '@boardwalk/persistence';
import type { ICommand } from '@nestjs/cqrs';
import { notYet, until } from './until.js';
import type { World } from './world.js';

/**
 * Two commands at the same time: the first has done everything but commit when the second comes, and commits once the second
 * waits for it, or has not waited.
 * @returns what became of each
 */
export async function overlapping(
  world: World,
  first: ICommand,
  second: ICommand,
): Promise<[PromiseSettledResult<unknown>, PromiseSettledResult<unknown>]> {
  const [done, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const one = world.app.get(UnitsOfWork).run(async () => {
    await world.execute(first);
    done.resolve();
    await mayCommit.promise;
  });
  await Promise.race([done.promise, one]);
  let isOver = false;
  const other = world.execute(second).finally(() => {
    isOver = true;
  });
  const outcomes = Promise.allSettled([one, other]);
  await until('the second command to wait for the first, or to be done', async () => {
    const waiting = await world.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return isOver || waiting.length > 0 ? undefined : notYet();
  });
  mayCommit.resolve();
  return outcomes;
}
