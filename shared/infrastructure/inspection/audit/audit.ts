import { Clock } from '@boardwalk/domain';
import type { Principal } from '@boardwalk/http';
import { Housekeeping, prepared, type Transaction, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Pool } from 'pg';
import { currentOperatorRequest, type OperatorRequest } from './operator-request.js';

/** How long it is known what operators did, in milliseconds: 400 days, so that a year can be looked back on. */
export const auditedMs = 400 * 86_400_000;

/** What operators can do that tells more than its route. */
export const auditedActions = [
  'dead-letter.redrive',
  'dead-letter.edit',
  'dead-letter.archive',
  'call.settle',
  'delayed-command.redrive',
  'redrive.start',
  'redrive.pause',
  'redrive.resume',
  'redrive.cancel',
  'consumer.pause',
  'consumer.resume',
  'reader.forget',
  'replay.start',
  'replay.cancel',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

type About = Readonly<Record<string, unknown>>;

export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  /** One of {@link auditedActions}, or what the handler of the route is called. */
  readonly action: string;
  readonly about: About;
  /** How many things it was done to, where that is known. */
  readonly count: number | null;
  readonly route: string | null;
  readonly target: string | null;
  readonly outcome: Outcome;
  /** Of the problem that it was refused with. */
  readonly code: string | null;
  readonly traceId: string | null;
}

export const outcomes = ['done', 'refused', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** How a request ended. */
interface End {
  readonly outcome: Outcome;
  readonly code: string | null;
}

const done: End = { outcome: 'done', code: null };

/** What an operator does, and to how many things. */
interface Deed<T> {
  readonly action: AuditedAction;
  /** Ids, names and numbers, never the data of a fact. */
  readonly about: About | ((result: T) => About);
  readonly countOf: (result: T) => number;
}

/**
 * Who did what, when, to how many. An entry is written in the transaction of the deed, so that there is neither without the
 * other: the work joins the unit that is running, and whoever is to act on it is told after that. Requests of operators that say
 * nothing of themselves get an entry in the first unit that they commit.
 */
@Injectable()
export class Audit {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    housekeeping: Housekeeping,
  ) {
    housekeeping.serve('inspection: audit', (most) => this.forgetOld(most));
    units.beforeEachCommit((unit) => {
      const request = currentOperatorRequest();
      if (request?.awaitsRecord(unit) !== true) return;
      unit.beforeCommit(insert, this.rowOf(request, done), (error) => error);
      request.recordIn(unit);
    });
  }

  run<T>(
    principal: Principal,
    { action, about, countOf }: Deed<T>,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.units.run(async (unit) => {
      const result = await work(unit);
      const said = JSON.stringify(typeof about === 'function' ? about(result) : about);
      const request = currentOperatorRequest();
      const { route = null, target = null } = request ?? {};
      await unit.query(insert, [
        ...[this.clock.now(), actorOf(principal), action, said, countOf(result), traceId()],
        ...[route, target, done.outcome, done.code],
      ]);
      request?.recordIn(unit);
      return result;
    });
  }

  /** Writes an entry of a request that no transaction has carried. */
  async record(request: OperatorRequest, end: End): Promise<void> {
    await this.pool.query(prepared(insert, this.rowOf(request, end)));
  }

  /** The same of a request that changed nothing; whatever happens to the entry, its caller hears of the refusal. */
  async recordRefusal(request: OperatorRequest, end: End): Promise<void> {
    await this.record(request, end).catch((error: unknown) => {
      this.logger.error({ msg: `That ${request.route} was ${end.outcome} stands in no audit`, err: error });
    });
  }

  private rowOf({ actor, action, route, target }: OperatorRequest, { outcome, code }: End): unknown[] {
    return [this.clock.now(), actor, action, '{}', null, traceId(), route, target, outcome, code];
  }

  private async forgetOld(most: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - auditedMs);
    return (await this.pool.query(forget, [before, most])).rowCount ?? 0;
  }

  /** Newest first, before an entry. @param outcome only what ended so */
  async list(before: number | null, limit: number, outcome: Outcome | null): Promise<AuditEntry[]> {
    const { rows } = await this.pool.query<Omit<AuditEntry, 'about'> & { about: string }>(
      prepared(select, [before, limit, outcome]),
    );
    return rows.map((row) => ({ ...row, about: JSON.parse(row.about) as About }));
  }
}

export function actorOf(principal: Principal): string {
  return principal.isUser() ? principal.userId : principal.kind;
}

function traceId(): string | null {
  return trace.getActiveSpan()?.spanContext().traceId ?? null;
}

/** Entries are as old as their ids are low. */
const forget = `DELETE FROM inspection.audit WHERE at < $1 AND id IN (SELECT id FROM inspection.audit ORDER BY id LIMIT $2)`;

const insert = `INSERT INTO inspection.audit (at, actor, action, about, count, trace_id, route, target, outcome, code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const select = `SELECT id, at, actor, action, about, count, route, target, outcome, code, trace_id AS "traceId" FROM inspection.audit
WHERE ($1::bigint IS NULL OR id < $1) AND ($3::text IS NULL OR outcome = $3) ORDER BY id DESC LIMIT $2`;
