import { type Histogram, type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { attribute, type DeliveryOutcome, type MessagingSystem } from './semantic-names.js';
import { Tally } from './tally.js';

/** Upper bounds in seconds that the semantic conventions ask for. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** One attempt at a delivery, when its outcome is settled. */
export interface MeasuredAttempt {
  readonly system: MessagingSystem;
  readonly type: string;
  readonly subscription: string;
  readonly outcome: DeliveryOutcome;
  /** Class of the error; absent when there was none. */
  readonly errorType?: string;
  /** How long it took, milliseconds. */
  readonly tookMs: number;
  /** How long ago the fact was recorded, milliseconds. */
  readonly ageMs: number;
}

/** Every instrument that counts or times what this process does. Attributes are names of things we wrote, never ids. */
export class Measures {
  private readonly operation: Histogram;
  private readonly process: Histogram;
  private readonly endToEnd: Histogram;
  private readonly relayDelay: Histogram;
  private readonly consumed: Tally;
  private readonly events: Tally;
  private readonly errors: Tally;
  private readonly retries: Tally;
  private readonly deadLetters: Tally;
  private readonly duplicates: Tally;
  private readonly violations: Tally;

  constructor(meter: Meter) {
    const histogram = (name: string, description: string) =>
      meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: seconds } });
    const tally = (name: string, description: string) => new Tally(meter, name, description);
    this.operation = histogram('messaging.client.operation.duration', 'Putting written facts into a window');
    this.process = histogram('messaging.process.duration', 'Attempts at deliveries');
    this.endToEnd = histogram(
      'boardwalk.event.end_to_end.duration',
      'From the record of a fact to its effect',
    );
    this.relayDelay = histogram(
      'boardwalk.relay.delay',
      'From the record of a fact to its window, longest of a read',
    );
    this.consumed = tally('messaging.client.consumed.messages', 'Attempts at deliveries');
    this.events = tally('boardwalk.event.counts', 'Facts whose transaction committed');
    this.errors = tally('boardwalk.error.counts', 'Attempts at deliveries that failed');
    this.retries = tally('boardwalk.delivery.retries', 'Attempts that failed and are made again');
    this.deadLetters = tally('boardwalk.dead_letters', 'Deliveries that gave up');
    this.duplicates = tally('boardwalk.inbox.duplicates', 'Facts that came again and were known already');
    this.violations = tally('boardwalk.contract.violations', 'Facts that did not match their contract');
  }

  /** A fact whose transaction committed. */
  written(type: string): void {
    this.events.add(1, type, () => ({ [attribute.contract]: type }));
  }

  attempted({ system, type, subscription, outcome, errorType, tookMs, ageMs }: MeasuredAttempt): void {
    const processed = {
      [attribute.system]: system,
      [attribute.operationName]: 'process',
      [attribute.destination]: type,
      [attribute.consumerGroup]: subscription,
      ...(errorType !== undefined && { [attribute.errorType]: errorType }),
    };
    this.process.record(tookMs / 1_000, processed);
    this.consumed.add(1, `${subscription} ${type} ${errorType}`, () => processed);
    const ofDelivery = () => ({ [attribute.consumerGroup]: subscription, [attribute.contract]: type });
    const series = `${subscription} ${type}`;
    if (outcome === 'ack') this.endToEnd.record(Math.max(0, ageMs) / 1_000, { [attribute.contract]: type });
    if (outcome === 'retry') this.retries.add(1, series, ofDelivery);
    if (outcome === 'dead_letter') this.deadLetters.add(1, series, ofDelivery);
    if (errorType !== undefined) this.errors.add(1, type, () => ({ [attribute.contract]: type }));
  }

  /** A transport brought rows that a subscription had come past. */
  repeated(subscription: string, count: number): void {
    if (count > 0)
      this.duplicates.add(count, subscription, () => ({ [attribute.consumerGroup]: subscription }));
  }

  /** @param side whose mistake it is: of who writes a fact, or of what was stored */
  violated(type: string, side: 'written' | 'read'): void {
    this.violations.add(1, `${side} ${type}`, () => ({
      [attribute.contract]: type,
      [attribute.contractSide]: side,
    }));
  }

  /** A relay put what was written into a window. */
  relayed(system: MessagingSystem, tookMs: number): void {
    this.operation.record(tookMs / 1_000, {
      [attribute.system]: system,
      [attribute.operationName]: 'send',
    });
  }

  /** @param waitedMs of the fact that waited longest for its window */
  read(waitedMs: number): void {
    this.relayDelay.record(Math.max(0, waitedMs) / 1_000);
  }
}

let current: { readonly provider: MeterProvider; readonly measures: Measures } | undefined;

/** Looked up on each use: the SDK may be registered after this module was loaded. */
export function measures(): Measures {
  const provider = metrics.getMeterProvider();
  if (current?.provider !== provider)
    current = { provider, measures: new Measures(provider.getMeter('boardwalk')) };
  return current.measures;
}
