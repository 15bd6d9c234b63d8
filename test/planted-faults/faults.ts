/** One text of one file, which stands there exactly once, and what stands there instead. */
export interface Edit {
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** A defect that implementations of this kind are known to have. */
export interface Fault {
  readonly name: string;
  /** What goes wrong with it. */
  readonly story: string;
  /** In what is built of the core, or in its SQL. */
  readonly edits: readonly Edit[];
  /** What shows it. Default: the simulation. */
  readonly shownBy?: 'simulation' | 'retention';
  /** What a change of SQL means to the simulation's model of the database. */
  readonly model?: readonly Edit[];
}

const core = (file: string) => `shared/infrastructure/messaging/dist/${file}`;
const sql = (file: string) => `shared/infrastructure/messaging/migrations/${file}`;
/** How a transaction of deliveries moves the cursor. */
const advance = 'this.advanceTo(unit, last.end);';

const model = (file: string) => `shared/infrastructure/messaging/test/simulation/${file}`;

export const faults: readonly Fault[] = [
  {
    name: "cursor on the row's own position",
    story: 'A transaction that commits late brings rows that lie below the cursor: they are never read.',
    edits: [
      {
        file: sql('0004_retention.sql'),
        text: 'greatest(t.low, CASE WHEN t.tick = after_tick THEN after_pos + 1 END)',
        instead: 'greatest(t.low, after_pos + 1)',
      },
      {
        file: sql('0004_retention.sql'),
        text: '(committed.xid, CASE WHEN t.tick = after_tick THEN after_pos ELSE 0 END)',
        instead: '(committed.xid, after_pos)',
      },
    ],
    model: [
      {
        file: model('statements/log.ts'),
        text: 'const after = window.tick === afterTick ? afterPos : 0;',
        instead: 'const after = afterPos;',
      },
    ],
  },
  {
    name: 'inbox outside the transaction',
    story: 'The effects are committed, the process dies before it says so, and they happen again.',
    edits: [
      {
        file: core('delivery/lane-worker.js'),
        text: 'return await this.run({ speculative: true }, async (unit) => {',
        instead: 'const done = await this.run({ speculative: true }, async (unit) => {',
      },
      {
        file: core('delivery/lane-worker.js'),
        text: `                });
            });
        }
        catch (error) {`,
        instead: `                });
            });
            await this.run({}, async (unit) => this.advanceTo(unit, this.reached));
            return done;
        }
        catch (error) {`,
      },
      {
        file: core('delivery/lane-worker.js'),
        text: advance,
        instead:
          'unit.kind.speculative ? (this.reached = last.end, fence(unit, this.lease)) : this.advanceTo(unit, last.end);',
      },
    ],
  },
  {
    name: 'no epoch predicate',
    story: 'A worker that slept through its lease goes on writing beside the one that has it now.',
    edits: [
      {
        file: core('lanes/lease.js'),
        text: "const ofLease = 'name = $1 AND log = $2 AND bucket = $3 AND epoch = $4';",
        instead: "const ofLease = 'name = $1 AND log = $2 AND bucket = $3 AND $4::bigint IS NOT NULL';",
      },
    ],
    model: [
      {
        file: model('statements/lanes.ts'),
        text: 'if (value === undefined || value.epoch !== epoch || !holds(value)) return updated(0);',
        instead: 'void epoch; if (value === undefined || !holds(value)) return updated(0);',
      },
    ],
  },
  {
    name: 'acknowledge before commit',
    story:
      'The cursor says that a batch is done, the process dies before its effects are committed, and they never happen.',
    edits: [
      {
        file: core('delivery/lane-worker.js'),
        text: 'return await this.run({ speculative: true }, async (unit) => {',
        instead: `await this.run({}, async (unit) => this.advanceTo(unit, tasks.at(-1).end));
            return await this.run({ speculative: true }, async (unit) => {`,
      },
      {
        file: core('delivery/lane-worker.js'),
        text: advance,
        instead: 'unit.kind.speculative ? fence(unit, this.lease) : this.advanceTo(unit, last.end);',
      },
    ],
  },
  {
    name: 'early cursor advance',
    story:
      'The cursor passes the whole batch with its first delivery, and the others are lost when the process dies in between.',
    edits: [
      {
        file: core('delivery/lane-worker.js'),
        text: 'end: delivery === deliveries.at(-1) ? end : delivery.row,',
        instead: 'end,',
      },
    ],
  },
  {
    name: 'order by transaction id',
    story: 'A transaction that began early and wrote late is delivered before the one that it followed.',
    edits: [
      {
        file: sql('0004_retention.sql'),
        text: 'ORDER BY t.tick, f.pos\n',
        instead:
          'ORDER BY t.tick, (SELECT written.xid FROM messaging.facts written WHERE written.pos = f.pos), f.pos\n',
      },
    ],
    model: [
      {
        file: model('statements/log.ts'),
        text: 'for (const row of rows) found.push(readOf(row, window));',
        instead:
          'for (const row of rows.sort((a, b) => a.xid - b.xid || a.pos - b.pos)) found.push(readOf(row, window));',
      },
      {
        file: model('statements/log.ts'),
        text: 'return found.sort((a, b) => a.tick - b.tick || a.pos - b.pos).slice(0, most);',
        instead: 'return found.sort((a, b) => a.tick - b.tick).slice(0, most);',
      },
    ],
  },
  {
    name: 'lost wake-up without poll',
    story: 'A signal is lost, nobody looks by himself, and the fact lies there until the next one.',
    edits: [
      {
        file: core('messaging.js'),
        text: '() => this.relay.poll()',
        instead: '() => undefined',
      },
      {
        file: core('delivery/delivery-host.js'),
        text: `        for (const source of this.logs.values())
            this.lookForFacts(source);`,
        instead: '',
      },
    ],
  },
  {
    name: 'retry that overtakes its key',
    story:
      'A delivery fails, the next of its key does not wait for it, and the first is done after the second.',
    edits: [
      {
        file: core('delivery/delivery-table.js'),
        text: 'blocked: new Set(rows.flatMap(({ key }) => key ?? []))',
        instead: 'blocked: new Set()',
      },
    ],
  },
  {
    name: 'redrive with a new id',
    story: 'The same fact under another id is another fact: what knew the first does not know the second.',
    edits: [
      {
        file: core('dead-letters/dead-letters.js'),
        text: 'redrives = d.redrives + 1, attempts_before = d.attempts`',
        instead:
          'redrives = d.redrives + 1, attempts_before = d.attempts, event_id = md5(d.event_id::text)::uuid, raw = replace(d.raw, d.event_id::text, md5(d.event_id::text)::uuid::text)`',
      },
    ],
    model: [
      {
        file: model('statements/deliveries.ts'),
        text: 'for (const { row, value } of rows) transaction.write(row, { ...value, ...revived(value, now) });',
        instead: `for (const { row, value } of rows) {
      const id = value.eventId.replace('7000', '4000');
      const raw = value.raw.replace(value.eventId, id);
      transaction.write(row, undefined);
      const other = tables(server).row(deliveryKey(value.subscription, value.log, id));
      transaction.write(other, { ...value, ...revived(value, now), eventId: id, raw });
    }`,
      },
    ],
  },
  {
    name: 'skipped poison without dead letter',
    story: 'What fails for good is passed over, and nobody ever hears of it.',
    edits: [
      {
        file: core('delivery/delivery-table.js'),
        text: `export async function record(unit, lease, entries) {
`,
        instead: `export async function record(unit, lease, entries) {
    entries = entries.map((entry) => entry.failure && entry.failure.state !== 'retry' ? { ...entry, failure: { ...entry.failure, state: 'done' } } : entry);
`,
      },
      {
        file: core('delivery/ledger.js'),
        text: "if (failure.state === 'skipped')",
        instead: "if (failure.state !== 'retry')",
      },
    ],
  },
  {
    name: 'partition dropped too early',
    story: 'What is old goes, and a subscription that stood still for a while never gets it.',
    shownBy: 'retention',
    edits: [
      {
        file: core('retention/partitions.js'),
        text: 'AND NOT EXISTS (SELECT FROM messaging.cursors c WHERE (c.tick, c.pos) < (p.end_tick, p.end_pos))',
        instead: '',
      },
    ],
  },
  {
    name: 'lease by application clock',
    story: 'A process whose clock is ahead takes leases that others still hold.',
    edits: [
      {
        file: core('delivery/delivery-host.js'),
        text: 'await acquire(leases, this.owner, log, wanted)',
        instead: 'await acquire(leases, this.owner, log, wanted, this.tools.clock.now())',
      },
      {
        file: core('lanes/lease.js'),
        text: 'export async function acquire(pool, owner, log, wanted) {',
        instead: 'export async function acquire(pool, owner, log, wanted, now) {',
      },
      {
        file: core('lanes/lease.js'),
        text: `        owner,
        leaseMs,
    ]));`,
        instead: `        owner,
        leaseMs,
        now,
    ]));`,
      },
      {
        file: core('lanes/lease.js'),
        text: "wanted.patience * interval '1 millisecond' < clock_timestamp()",
        instead: "wanted.patience * interval '1 millisecond' < $7::timestamptz",
      },
      {
        file: core('lanes/lease.js'),
        text: "epoch = epoch + 1, leased_until = clock_timestamp() + $6::int * interval '1 millisecond'",
        instead: "epoch = epoch + 1, leased_until = $7::timestamptz + $6::int * interval '1 millisecond'",
      },
    ],
    model: [
      {
        file: model('statements/lanes.ts'),
        text: 'const [names, buckets, patience, log, owner, leaseMs] = values;',
        instead:
          'const [names, buckets, patience, log, owner, leaseMs] = values; const now = +(values as never)[6];',
      },
      {
        file: model('statements/lanes.ts'),
        text: 'const isFree = value.leasedUntil + (patience[place] ?? 0) < server.clock;',
        instead: 'const isFree = value.leasedUntil + (patience[place] ?? 0) < now;',
      },
      {
        file: model('statements/lanes.ts'),
        text: 'transaction.write(row, { ...value, owner, epoch, leasedUntil: server.clock + leaseMs });',
        instead: 'transaction.write(row, { ...value, owner, epoch, leasedUntil: now + leaseMs });',
      },
    ],
  },
];

/** @throws when there is no such fault */
export function faultCalled(name: string): Fault {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined)
    throw new Error(`There is no fault "${name}". These are: ${faults.map((one) => one.name).join(', ')}.`);
  return fault;
}
