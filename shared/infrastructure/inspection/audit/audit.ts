import { Clock } from '@boardwalk/domain';
import type { Principal } from '@boardwalk/http';
import { prepared, type Transaction, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Pool } from 'pg';

/** What operators can do. */
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
  readonly action: AuditedAction;
  readonly about: About;
  readonly count: number;
  readonly traceId: string | null;
}

/** What an operator does, and to how many things. */
interface Deed<T> {
  readonly action: AuditedAction;
  /** Ids, names and numbers, never the data of a fact. */
  readonly about: About | ((result: T) => About);
  readonly countOf: (result: T) => number;
}

/**
 * Who did what, when, to how many. An entry is written in the transaction of the deed, so that there is neither without the
 * other: the work joins the unit that is running, and whoever is to act on it is told after that.
 */
@Injectable()
export class Audit {
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
  ) {}

  run<T>(
    principal: Principal,
    { action, about, countOf }: Deed<T>,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.units.run(async (unit) => {
      const result = await work(unit);
      const actor = principal.isUser() ? principal.userId : principal.kind;
      const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null;
      const said = JSON.stringify(typeof about === 'function' ? about(result) : about);
      await unit.query(insert, [this.clock.now(), actor, action, said, countOf(result), traceId]);
      return result;
    });
  }

  /** Newest first, before an entry. */
  async list(before: number | null, limit: number): Promise<AuditEntry[]> {
    const { rows } = await this.pool.query<Omit<AuditEntry, 'about'> & { about: string }>(
      prepared(select, [before, limit]),
    );
    return rows.map((row) => ({ ...row, about: JSON.parse(row.about) as About }));
  }
}

const insert = `INSERT INTO inspection.audit (at, actor, action, about, count, trace_id) VALUES ($1, $2, $3, $4, $5, $6)`;

const select = `SELECT id, at, actor, action, about, count, trace_id AS "traceId" FROM inspection.audit
WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`;
