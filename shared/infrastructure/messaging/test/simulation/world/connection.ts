import type { QueryConfig } from 'pg';
import type { Chance } from '../chance.ts';
import { connectionLost, connectionUnusable } from '../database/errors.ts';
import type { Server } from '../database/server.ts';
import type { Session, SessionSettings } from '../database/session.ts';
import type { Result } from '../database/statement.ts';
import type { Scheduler } from '../scheduler.ts';

/** Whose code it is that waits for an answer: it may be dead by then, or asleep. */
export interface Recipient {
  readonly name: string;
  receive(news: () => void): void;
}

/** What may happen to a COMMIT on its way. */
export type CommitFault = 'none' | 'lost before' | 'lost after';

export interface Network {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly server: Server;
  tell(line: () => string): void;
  /** Asked once for each COMMIT. */
  commitFault(recipient: Recipient): CommitFault;
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What persistence/exchange.ts hands to the driver: statements that travel together. */
interface Packet {
  readonly statements: readonly Statement[];
  readonly callback: (error: Error | undefined, results?: readonly Result[]) => void;
  /** How many of the statements have been answered. */
  ran: number;
}

const isPacket = (query: unknown): query is Packet =>
  typeof query === 'object' && query !== null && 'statements' in query;

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One connection between a process and the server: answers come in the order of the questions, which do not wait for them. */
export class Connection {
  broken = false;
  private readonly session: Session;
  private readonly pending: Pending[] = [];
  private arrivesNotBefore = 0;
  private answersNotBefore = 0;
  private reset = false;
  private readonly network: Network;
  private readonly owner: Recipient;

  constructor(network: Network, owner: Recipient, settings: SessionSettings) {
    this.network = network;
    this.owner = owner;
    this.session = network.server.connect(settings, () => this.lose());
  }

  query(query: string | QueryConfig, values: readonly unknown[] = []): Promise<Result> {
    if (isPacket(query)) {
      const { statements, callback } = query;
      const results: Result[] = [];
      this.send(statements, results).then(
        () => callback(undefined, results),
        (error: Error) => {
          query.ran = results.length;
          callback(error);
        },
      );
      return new Promise(() => undefined);
    }
    const text = typeof query === 'string' ? query : query.text;
    const given = typeof query === 'string' ? values : (query.values ?? []);
    const results: Result[] = [];
    return this.send([{ text, values: given }], results).then(() => results[0] as Result);
  }

  /** The process is done with it. */
  close(): void {
    this.broken = true;
    this.travel(() => this.session.receive('goodbye'));
  }

  /**
   * The connection goes. What was on its way to the server arrives when the process died in good order (its kernel sends what
   * it had), and is lost when the network broke.
   */
  cut(how: 'in order' | 'at once', serverNoticesAfter: number): void {
    if (this.broken) return;
    this.broken = true;
    this.reset = how === 'at once';
    const { scheduler } = this.network;
    const noticed = Math.max(scheduler.now + serverNoticesAfter, this.arrivesNotBefore);
    scheduler.after(noticed - scheduler.now, () => this.session.receive('goodbye'));
    this.lose();
  }

  /** The server is gone, and its sessions with it. */
  lose(): void {
    this.broken = true;
    const { scheduler, chance } = this.network;
    scheduler.after(latency(chance), () =>
      this.owner.receive(() => {
        for (const { reject } of this.pending.splice(0)) reject(connectionLost());
      }),
    );
  }

  /** The server runs none behind one that failed. @param results where the answers go */
  private send(statements: readonly Statement[], results: Result[]): Promise<void> {
    if (this.broken) return Promise.reject(connectionUnusable());
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.submit(statements, results);
    });
  }

  private submit(statements: readonly Statement[], results: Result[]): void {
    const { network } = this;
    for (const { text, values } of statements)
      network.tell(() => `${this.owner.name} → ${inOneLine(text)} ${valuesOf(values)}`);
    const commits = statements.some(({ text }) => text === 'COMMIT');
    const fault = commits ? network.commitFault(this.owner) : 'none';
    if (fault === 'lost before') {
      this.cut('at once', 0);
      return;
    }
    let failed = false;
    const answer = (result: Result | Error) => {
      if (result instanceof Error) {
        failed = true;
        this.answered(result, fault === 'lost after');
      } else {
        results.push(result);
        if (results.length === statements.length) this.answered(undefined, fault === 'lost after');
      }
    };
    this.travel(() => {
      if (this.reset) return;
      for (const { text, values } of statements)
        this.session.receive({ text, values, answer, isSkipped: () => failed });
    });
  }

  private travel(arrive: () => void): void {
    const { scheduler, chance } = this.network;
    this.arrivesNotBefore = Math.max(scheduler.now + latency(chance), this.arrivesNotBefore);
    scheduler.after(this.arrivesNotBefore - scheduler.now, arrive);
  }

  private answered(error: Error | undefined, isLost: boolean): void {
    if (this.broken) return;
    if (isLost) {
      this.network.tell(() => `${this.owner.name} never hears of its COMMIT`);
      this.cut('at once', 0);
      return;
    }
    const { scheduler, chance } = this.network;
    this.answersNotBefore = Math.max(scheduler.now + latency(chance), this.answersNotBefore);
    scheduler.after(this.answersNotBefore - scheduler.now, () => {
      if (this.broken) return;
      this.owner.receive(() => {
        const pending = this.pending.shift();
        if (error === undefined) pending?.resolve();
        else {
          this.network.tell(() => `${this.owner.name} ← ${error.message}`);
          pending?.reject(error);
        }
      });
    });
  }
}

function latency(chance: Chance): number {
  const fraction = chance.fraction();
  if (fraction < 0.02) return 2_000 + Math.floor(fraction * 1_000_000);
  return 50 + Math.floor(fraction * 400);
}

const inOneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').slice(0, 110);

const valuesOf = (values: readonly unknown[]): string =>
  values.length === 0
    ? ''
    : `[${values.map((value) => String(value instanceof Date ? value.toISOString() : JSON.stringify(value)).slice(0, 60)).join(', ')}]`;
