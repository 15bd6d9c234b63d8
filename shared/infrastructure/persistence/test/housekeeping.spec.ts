import { Logger } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { Housekeeping, type Removal } from '../housekeeping.js';

// What fails is told in the log; here it fails on purpose.
Logger.overrideLogger(false);

/** Of so many rows; tells how many are left. */
function rows(count: number): { readonly removal: Removal; left: number } {
  const table = {
    left: count,
    removal: async (most: number) => {
      const removed = Math.min(most, table.left);
      table.left -= removed;
      return removed;
    },
  };
  return table;
}

describe('housekeeping', () => {
  it('removes all that is old, however much it is', async () => {
    const [housekeeping, many, none] = [new Housekeeping(), rows(3_000), rows(0)];
    housekeeping.serve('many', many.removal);
    housekeeping.serve('none', none.removal);
    await housekeeping.clean();
    expect(many.left).toBe(0);
  });

  it('goes on with the rest when something cannot be removed, and tries again', async () => {
    const [housekeeping, few] = [new Housekeeping(), rows(10)];
    let isAway = true;
    housekeeping.serve('locked', async (most) => {
      if (isAway) throw new Error('the database is away');
      return few.removal(most);
    });
    const others = rows(10);
    housekeeping.serve('others', others.removal);
    await housekeeping.clean();
    expect([few.left, others.left]).toEqual([10, 0]);
    isAway = false;
    await housekeeping.clean();
    expect(few.left).toBe(0);
  });

  it('ends between two batches when the process does', async () => {
    const [housekeeping, many] = [new Housekeeping(), rows(1_000_000)];
    let ended: Promise<void> | undefined;
    housekeeping.serve('many', async (most) => {
      ended ??= housekeeping.onModuleDestroy();
      return many.removal(most);
    });
    await housekeeping.clean();
    await ended;
    expect(many.left).toBe(999_000);
  });
});
