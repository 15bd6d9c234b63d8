import type { Api } from '../../platform/api.js';
import type { EventPage } from '../../platform/operator.js';
import { identityOf } from '../facts.js';
import type { Ledger, Promised } from '../ledger.js';
import { type Check, Comparison } from './check.js';

/** A fact of this load, as the log has it. */
export interface LoggedFact {
  readonly eventId: string;
  readonly type: string;
  readonly id: string;
  readonly key: string;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly promised: Promised;
}

/** Facts after a place in the log that this load was promised, in the order of the log. */
export async function loggedFacts(api: Api, from: string, ledger: Ledger): Promise<LoggedFact[]> {
  const found: LoggedFact[] = [];
  for (let after = from; ; ) {
    const page = await api.get<EventPage>('operator/events', { after, limit: 100 });
    for (const { eventId, type, key, occurredAt, data } of page.items) {
      const id = identityOf(type, data);
      const promised = id === null ? undefined : ledger.find(type, id);
      if (id !== null && data !== null && promised !== undefined)
        found.push({ eventId, type, id, key, occurredAt, data, promised });
    }
    if (page.position === after) return found;
    after = page.position;
  }
}

/** What was answered by a 2xx is a fact, once; what was not answered may be one. */
export function eachOnce(ledger: Ledger, found: readonly LoggedFact[]): Check {
  const comparison = new Comparison('facts in the log');
  const counts = new Map<Promised, number>();
  for (const { promised } of found) counts.set(promised, (counts.get(promised) ?? 0) + 1);
  for (const promised of ledger.all) {
    const { told, certain, doubtful } = promised;
    const range = [certain.length, certain.length + doubtful] as const;
    comparison.count(`${told.type} ${told.id}`, counts.get(promised) ?? 0, range);
  }
  return comparison.check;
}

/** Of two facts of one key, of which one was answered before the other was asked for, the log has that one first. */
export function inOrder(found: readonly LoggedFact[]): Check {
  const comparison = new Comparison('order of each key');
  for (const facts of Map.groupBy(found, ({ key }) => key).values()) {
    let before: { readonly fact: LoggedFact; readonly sentAt: number } | null = null;
    for (const fact of facts) {
      const [request, ...others] = fact.promised.certain;
      // Of what was asked for several times nobody knows which of them this one is.
      if (request === undefined || others.length > 0 || fact.promised.doubtful > 0) continue;
      if (before !== null && request.answeredAt < before.sentAt)
        comparison.fault('outOfOrder', `${fact.type} ${fact.id} after ${before.fact.type} ${before.fact.id}`);
      comparison.right();
      if (before === null || request.sentAt > before.sentAt) before = { fact, sentAt: request.sentAt };
    }
  }
  return comparison.check;
}
