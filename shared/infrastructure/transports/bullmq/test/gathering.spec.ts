import { describe, expect, it } from 'vitest';
import { Gathering } from '../gathering.js';

const going = new AbortController().signal;
const ended = AbortSignal.abort();

describe('a gathering', () => {
  it('lands together what comes while something lands, and no more at once than it may', async () => {
    const batches: (readonly string[])[] = [];
    const gate = Promise.withResolvers<void>();
    const gathering = new Gathering(
      async (bodies) => {
        batches.push(bodies);
        await gate.promise;
      },
      3,
      going,
      () => undefined,
    );
    const first = gathering.add('1');
    await new Promise((resolve) => setImmediate(resolve));
    const others = ['2', '3', '4', '5'].map((body) => gathering.add(body));
    gate.resolve();
    await Promise.all([first, ...others]);
    expect(batches).toEqual([['1'], ['2', '3', '4'], ['5']]);
  });

  it('tells those whose batch did not land, and once what the trouble is', async () => {
    const troubles: string[] = [];
    let failing = true;
    const gathering = new Gathering(
      async () => {
        if (failing) throw new Error('the database is away');
      },
      1,
      ended,
      (trouble) => troubles.push(trouble),
    );
    const results = await Promise.allSettled([gathering.add('1'), gathering.add('2')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(troubles).toEqual(['the database is away']);
    failing = false;
    await gathering.add('3');
  });
});
