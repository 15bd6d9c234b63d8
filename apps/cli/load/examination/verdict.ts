import { type CaughtUp, catchUp } from '../../importing/catch-up.js';
import type { Patience } from '../../importing/patience.js';
import type { Consumers, EventPage } from '../../platform/operator.js';
import type { Time } from '../../session.js';
import { counted } from '../../terminal/text.js';
import type { Crowd } from '../crowd.js';
import type { Ledger } from '../ledger.js';
import { type Check, Comparison } from './check.js';
import { inMail, inRegistry, inStats, inTelemetry } from './effects.js';
import { eachOnce, inOrder, loggedFacts } from './log.js';

/** How the platform was before the load. */
export interface Before {
  /** The end of the log. */
  readonly position: string;
  readonly deadLetters: number;
}

export interface Verdict {
  readonly ok: boolean;
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly caughtUp: CaughtUp;
  readonly checks: readonly Check[];
}

export async function lookBefore(patience: Patience): Promise<Before> {
  const { position } = await patience.until((api) => api.get<EventPage>('operator/events', { limit: 1 }));
  return { position, deadLetters: await deadLetters(patience) };
}

/**
 * Waits until nothing is left to be delivered, then compares what was answered with what is there.
 * @param longest milliseconds until it must have caught up
 * @throws {CliError} when it does not catch up
 */
export async function examined(
  patience: Patience,
  { time, signal }: { readonly time: Time; readonly signal: AbortSignal },
  before: Before,
  { ledger, crowd }: { readonly ledger: Ledger; readonly crowd: Crowd },
  longest: number,
  onLook: (what: string) => void,
): Promise<Verdict> {
  const caughtUp = await catchUp(patience, { time, signal }, longest, (behind) =>
    onLook(`${counted(behind, 'delivery', 'deliveries')} to go`),
  );
  const { api } = patience;
  onLook('reading the log');
  const found = await loggedFacts(api, before.position, ledger);
  onLook('comparing the effects');
  const checks = [
    eachOnce(ledger, found),
    inOrder(found),
    await inRegistry(api, found),
    await inStats(api, crowd, found),
    await inMail(api, found),
    await inTelemetry(api, found),
    nothingDied((await deadLetters(patience)) - before.deadLetters),
  ];
  const sum = (field: 'lost' | 'repeated' | 'outOfOrder') =>
    checks.reduce((total, check) => total + check[field], 0);
  return {
    ok: checks.every(({ ok }) => ok),
    lost: sum('lost'),
    repeated: sum('repeated'),
    outOfOrder: sum('outOfOrder'),
    caughtUp,
    checks,
  };
}

async function deadLetters(patience: Patience): Promise<number> {
  const { subscriptions } = await patience.until((api) => api.get<Consumers>('operator/consumers'));
  return subscriptions.reduce((sum, { dead }) => sum + dead, 0);
}

/** A delivery that gave up is an effect that is not there. */
function nothingDied(count: number): Check {
  const comparison = new Comparison('dead letters');
  for (let died = 0; died < count; died += 1)
    comparison.fault('lost', 'a delivery gave up: boardwalk dlq ls');
  comparison.right();
  return comparison.check;
}
