import { DeadLetters, IntentSender, Messaging, Retention } from '@boardwalk/messaging';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Subscriptions } from '../consumers/subscriptions.js';
import { SpanFeed } from '../spans/span-feed.js';
import { bridgesLead } from './bridge-check.js';
import { brokersBring, channelsAreOurs } from './broker-checks.js';
import { callsAddUp } from './call-checks.js';
import { delayedCommandsRun } from './command-checks.js';
import { cursorsGoForward } from './cursor-checks.js';
import { nothingIsDead, redrivesGoOn, subscriptionsMove, typesAreKnown } from './delivery-checks.js';
import { counted, type Finding, ill, well } from './finding.js';
import { invariantsHold } from './invariant-checks.js';
import { databaseAnswers, relayRuns } from './log-checks.js';
import { keysKeepTheirOrder, nothingOvertakes } from './order-checks.js';
import { personalFieldsAreSealed } from './personal-checks.js';
import { logIsPruned } from './retention-check.js';

type Check = () => Promise<Finding | Finding[]>;

/** Looks at everything that can be ill without a request telling it. */
@Injectable()
export class Doctor {
  constructor(
    private readonly pool: Pool,
    private readonly subscriptions: Subscriptions,
    private readonly deadLetters: DeadLetters,
    private readonly retention: Retention,
    private readonly intents: IntentSender,
    private readonly feed: SpanFeed,
    private readonly messaging: Messaging,
  ) {}

  /** A check that cannot be made is a finding too, so this answers whatever is down. */
  async examine(): Promise<Finding[]> {
    const checks: Readonly<Record<string, Check>> = {
      database: () => databaseAnswers(this.pool),
      // Before what stands still because of them.
      brokers: () => brokersBring(this.pool, this.messaging.brokerTroubles),
      relay: () => relayRuns(this.pool),
      subscriptions: () => subscriptionsMove(this.subscriptions),
      'dead letters': () => nothingIsDead(this.deadLetters),
      'delayed commands': () => delayedCommandsRun(this.pool),
      types: () => typesAreKnown(this.pool),
      bridges: () => bridgesLead(this.pool),
      'foreign messages': () => channelsAreOurs(this.pool),
      retention: () => logIsPruned(this.retention),
      redrives: () => redrivesGoOn(this.pool),
      invariants: () => invariantsHold(this.pool),
      order: () => keysKeepTheirOrder(this.pool),
      overtaking: () => nothingOvertakes(this.pool, this.subscriptions),
      cursors: () => cursorsGoForward(this.pool),
      calls: () => callsAddUp(this.intents),
      'personal fields': () => personalFieldsAreSealed(this.pool),
      tracing: async () => tracing(this.feed),
    };
    const found = await Promise.all(Object.entries(checks).map(([name, check]) => attempted(name, check)));
    return found.flat();
  }
}

async function attempted(name: string, check: Check): Promise<Finding | Finding[]> {
  try {
    return await check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return ill(
      name,
      `It could not be examined: ${why || 'the database does not answer'}.`,
      'See that the database runs and can be reached, then ask again.',
    );
  }
}

function tracing({ dropped, exportedTo }: SpanFeed): Finding {
  const where = exportedTo === null ? 'kept here only' : `kept here and exported to ${exportedTo}`;
  const hint = exportedTo === null ? '; OTEL_EXPORTER_OTLP_ENDPOINT would export them too' : '';
  if (dropped === 0) return well('tracing', `Spans are ${where}${hint}. None was lost.`);
  return ill(
    'tracing',
    `Spans are ${where}${hint}. ${counted(dropped, 'span')} of this process did not get there.`,
    'See that the database and the OTLP endpoint can be reached; under very high load, let fewer requests be sampled.',
  );
}
