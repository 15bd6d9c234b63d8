import type pg from 'pg';
import { ProcessorTime } from '../../measuring/processor-time.ts';
import { BATCH, READ_COLUMNS } from '../scheme.ts';

/** A stretch of the log: the windows after `tick`, which hold `facts` facts from `firstPos` on. */
export interface Stretch {
  readonly name: string;
  readonly tick: number;
  readonly lastTick: number;
  readonly firstPos: number;
  readonly facts: number;
  readonly passes: number;
  /** Whether also the ways read it that are measured to be shown slow. */
  readonly allWays: boolean;
}

interface Row {
  readonly tick: string;
  readonly pos: string;
}

/** Reads a stretch batch by batch; yields how many facts each batch had. */
type Way = (client: pg.Client, stretch: Stretch) => AsyncGenerator<number, void>;

/** The limit: a cursor on the primary key that knows nothing of transactions. */
async function* raw(client: pg.Client, stretch: Stretch): AsyncGenerator<number, void> {
  let pos = String(stretch.firstPos - 1);
  for (let read = 0; read < stretch.facts; ) {
    const { rows } = await client.query<Row>({
      name: 'raw',
      text: `select '0' as tick, recorded_at as taken_at, pos, ${READ_COLUMNS} from messaging.facts
             where pos > $1::bigint order by pos limit ${BATCH}`,
      values: [pos],
    });
    pos = rows.at(-1)?.pos ?? pos;
    read += rows.length;
    yield rows.length;
  }
}

async function* factsAfter(client: pg.Client, stretch: Stretch): AsyncGenerator<number, void> {
  let after = { tick: String(stretch.tick), pos: String(Number.MAX_SAFE_INTEGER) };
  for (let read = 0; read < stretch.facts; ) {
    const { rows } = await client.query<Row>({
      name: 'facts-after',
      text: `select * from messaging.facts_after($1, $2, ${BATCH})`,
      values: [after.tick, after.pos],
    });
    after = rows.at(-1) ?? after;
    read += rows.length;
    yield rows.length;
  }
}

const IN_WINDOW = `
  from messaging.ticks t cross join lateral (
    select * from messaging.facts where xid >= t.from_xid and pg_visible_in_snapshot(xid, t.snapshot)
    union all
    select * from messaging.facts where xid = any(t.late)
  ) f where t.tick = $1::bigint`;

/** What one writes first: the rows of one window by their transactions, sorted for every batch. */
async function* sortedForEachBatch(client: pg.Client, stretch: Stretch): AsyncGenerator<number, void> {
  for (let tick = stretch.tick + 1; tick <= stretch.lastTick; tick++) {
    for (let pos = '0', size = BATCH; size === BATCH; ) {
      const { rows } = await client.query<Row>({
        name: 'sorted',
        text: `select tick, taken_at, pos, ${READ_COLUMNS}
               from (select t.tick, t.taken_at, f.* ${IN_WINDOW}) in_window
               where pos > $2::bigint order by pos limit ${BATCH}`,
        values: [tick, pos],
      });
      pos = rows.at(-1)?.pos ?? pos;
      size = rows.length;
      yield size;
    }
  }
}

/** A window's positions once, sorted, in the reader's memory; then its rows by position. */
async function* listedOnce(client: pg.Client, stretch: Stretch): AsyncGenerator<number, void> {
  for (let tick = stretch.tick + 1; tick <= stretch.lastTick; tick++) {
    const listed = await client.query<{ positions: string[] }>({
      name: 'list',
      text: `select array_agg(f.pos order by f.pos) as positions ${IN_WINDOW}`,
      values: [tick],
    });
    const positions = listed.rows[0]?.positions ?? [];
    for (let place = 0; place < positions.length; place += BATCH) {
      const { rows } = await client.query<Row>({
        name: 'listed',
        text: `select $2::bigint as tick, recorded_at as taken_at, pos, ${READ_COLUMNS}
               from messaging.facts where pos = any($1::bigint[]) order by pos`,
        values: [positions.slice(place, place + BATCH), tick],
      });
      yield rows.length;
    }
  }
}

/** Every way, and how many batches one waits for it to read. */
const WAYS: readonly { readonly way: string; readonly read: Way; readonly patience: number }[] = [
  { way: 'pos > cursor', read: raw, patience: Number.POSITIVE_INFINITY },
  { way: 'facts_after', read: factsAfter, patience: Number.POSITIVE_INFINITY },
  { way: 'positions listed once', read: listedOnce, patience: Number.POSITIVE_INFINITY },
  { way: 'sorted for each batch', read: sortedForEachBatch, patience: 5 },
];

export interface ReadCost {
  readonly stretch: string;
  readonly way: string;
  readonly facts: number;
  /** Processor time of the server, microseconds for one fact. */
  readonly microseconds: number;
  /** Facts in a second, one client waiting for each batch. */
  readonly perSecond: number;
}

/** The ways read the stretch in turns, batch by batch. */
export async function readCosts(client: pg.Client, stretch: Stretch): Promise<ReadCost[]> {
  const processor = await ProcessorTime.of([client]);
  // The stretch is read once before, so that nobody pays for what all find in memory afterwards.
  for await (const facts of raw(client, stretch)) void facts;
  const chosen = WAYS.filter(({ read }) => stretch.allWays || read === raw || read === factsAfter);
  const runs = chosen.map((each) => ({ ...each, facts: 0, nanoseconds: 0, milliseconds: 0 }));
  for (let pass = 0; pass < stretch.passes; pass++) {
    let reading = runs.map((run) => ({ run, batches: run.read(client, stretch), left: run.patience }));
    while (reading.length > 0) {
      const further: typeof reading = [];
      for (const each of reading) {
        const [used, started] = [processor.nanoseconds(), performance.now()];
        const batch = await each.batches.next();
        if (batch.done === true) continue;
        each.run.nanoseconds += processor.nanoseconds() - used;
        each.run.milliseconds += performance.now() - started;
        each.run.facts += batch.value;
        if (--each.left > 0) further.push(each);
      }
      reading = further;
    }
  }
  return runs.map(({ way, facts, nanoseconds, milliseconds }) => ({
    stretch: stretch.name,
    way,
    facts,
    microseconds: nanoseconds / 1000 / facts,
    perSecond: (facts / milliseconds) * 1000,
  }));
}
