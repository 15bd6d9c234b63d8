import type pg from 'pg';
import { ProcessorTime } from '../../measuring/processor-time.ts';
import { INSERT_FACTS } from '../scheme.ts';

export interface TickCost {
  readonly call: string;
  /** Processor time of the server, microseconds for one call. */
  readonly microseconds: number;
  readonly medianMilliseconds: number;
}

/** What a call of `tick()` costs, beside the cheapest statement there is. */
export async function tickCosts(client: pg.Client, writer: pg.Client, calls: number): Promise<TickCost[]> {
  await writer.query('set synchronous_commit = off');
  const processor = await ProcessorTime.of([client]);
  const measure = async (call: string, text: string, facts: number): Promise<TickCost> => {
    let nanoseconds = 0;
    const waits: number[] = [];
    for (let n = 0; n < calls; n++) {
      if (facts > 0) await writer.query({ name: 'append', text: INSERT_FACTS, values: [['key'], ['1']] });
      const [used, started] = [processor.nanoseconds(), performance.now()];
      await client.query({ name: call, text });
      nanoseconds += processor.nanoseconds() - used;
      waits.push(performance.now() - started);
    }
    waits.sort((a, b) => a - b);
    return {
      call,
      microseconds: nanoseconds / 1000 / calls,
      medianMilliseconds: waits[calls >> 1] ?? Number.NaN,
    };
  };
  const costs = [
    await measure('select 1', 'select 1', 0),
    await measure('tick(), nothing new', 'select messaging.tick()', 0),
    await measure('tick(), one fact', 'select messaging.tick()', 1),
  ];
  await client.query('set synchronous_commit = off');
  costs.push(await measure('tick(), one fact, flush left to the reader', 'select messaging.tick()', 1));
  await client.query('reset synchronous_commit');
  return costs;
}
