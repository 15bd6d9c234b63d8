import { type Attributes, type BatchObservableResult, metrics, type Observable } from '@opentelemetry/api';
import { attribute } from './semantic-names.js';

/** How things stand in the database, as the operator's API tells it. */
export interface Figures {
  /** Facts that no relay has put into a window, and for how long the oldest has waited. */
  readonly pending: { readonly count: number; readonly ageMs: number };
  /** Facts that relays have put into windows, ever. */
  readonly sent: number;
  readonly subscriptions: readonly {
    readonly name: string;
    readonly lag: number;
    readonly behindMs: number;
    readonly retrying: number;
    readonly waiting: number;
  }[];
  readonly dead: readonly {
    readonly subscription: string;
    readonly type: string;
    readonly errorClass: string;
    readonly count: number;
  }[];
  /** Dead letters that redrives of many have set going, ever. */
  readonly redriven: number;
}

/**
 * Instruments that are read from the database whenever somebody asks, so that they say what every other view says. Each
 * process that serves metrics tells the same figures.
 * @returns the end of it
 */
export function observeFigures(read: () => Promise<Figures>): () => void {
  const meter = metrics.getMeter('boardwalk');
  const gauge = (name: string, description: string, unit?: string) =>
    meter.createObservableGauge(name, { description, ...(unit !== undefined && { unit }) });
  const pending = gauge('boardwalk.outbox.pending', 'Facts that wait for a relay');
  const oldest = gauge('boardwalk.outbox.oldest.age', 'How long the oldest of them has waited', 's');
  const sent = meter.createObservableCounter('messaging.client.sent.messages', {
    description: 'Facts that relays have put into windows',
  });
  const lag = gauge('boardwalk.consumer.lag', 'Facts that a subscription takes and has not come to');
  const lagAge = gauge('boardwalk.consumer.lag.age', 'How long ago the oldest of them was recorded', 's');
  const retrying = gauge('boardwalk.consumer.retrying', 'Deliveries that failed and run again');
  const waiting = gauge('boardwalk.consumer.waiting', 'Deliveries behind another one of their key');
  const dead = gauge('boardwalk.dead_letters.current', 'Deliveries that gave up');
  const redriven = meter.createObservableCounter('boardwalk.dead_letters.redriven', {
    description: 'Dead letters that redrives of many have set going',
  });
  const all: Observable[] = [pending, oldest, sent, lag, lagAge, retrying, waiting, dead, redriven];

  const levels = new Levels();
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    const figures = await read();
    result.observe(pending, figures.pending.count);
    result.observe(oldest, figures.pending.ageMs / 1_000);
    result.observe(sent, figures.sent);
    result.observe(redriven, figures.redriven);
    const tell = (gauge: Observable, valueOf: (of: (typeof figures.subscriptions)[number]) => number) =>
      levels.observe(
        result,
        gauge,
        figures.subscriptions.map((of) => ({
          attributes: { [attribute.consumerGroup]: of.name },
          value: valueOf(of),
        })),
      );
    tell(lag, (of) => of.lag);
    tell(lagAge, (of) => of.behindMs / 1_000);
    tell(retrying, (of) => of.retrying);
    tell(waiting, (of) => of.waiting);
    levels.observe(
      result,
      dead,
      figures.dead.map(({ subscription, type, errorClass, count }) => ({
        attributes: {
          [attribute.consumerGroup]: subscription,
          [attribute.contract]: type,
          [attribute.errorType]: errorClass,
        },
        value: count,
      })),
    );
  };
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}

interface Level {
  readonly attributes: Attributes;
  readonly value: number;
}

/** A series that is not told of any more would stand still at its last value for ever: it is told to be 0. */
class Levels {
  private readonly told = new Map<Observable, Map<string, Attributes>>();

  observe(result: BatchObservableResult, gauge: Observable, now: readonly Level[]): void {
    const told = this.told.get(gauge) ?? new Map<string, Attributes>();
    this.told.set(gauge, told);
    const gone = new Map(told);
    for (const { attributes, value } of now) {
      const series = JSON.stringify(attributes);
      gone.delete(series);
      told.set(series, attributes);
      result.observe(gauge, value, attributes);
    }
    for (const attributes of gone.values()) result.observe(gauge, 0, attributes);
  }
}
