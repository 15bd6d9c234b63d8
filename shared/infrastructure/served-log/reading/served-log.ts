import {
  type Awaited,
  type Lag,
  type LogRow,
  type Position,
  type ReadableLog,
  rowOf,
  SharedLog,
} from '@boardwalk/messaging';
import { type Answer, type Asked, Identity, type Question, questions } from '../wire.js';
import type { Patience, ServiceCalls } from './service-calls.js';

/** A log that a process elsewhere serves. */
export class ServedLog extends SharedLog implements ReadableLog {
  constructor(private readonly calls: ServiceCalls) {
    super();
  }

  /** @throws {LogAwayError} */
  async ask<Q extends Question>(question: Q, asked: Asked<Q>, patience?: Patience): Promise<Answer<Q>> {
    const body = await this.calls.call(`/${await this.logId()}/${question}`, asked, patience);
    return this.calls.understood(questions[question].answer, body) as Answer<Q>;
  }

  async head(): Promise<Position> {
    return this.ask('head', {});
  }

  async lags(awaited: readonly Awaited[]): Promise<readonly Lag[]> {
    const { lags } = await this.ask('lags', {
      awaited: awaited.map(({ cursor: { tick, pos }, types }) => ({
        cursor: { tick, pos },
        types: [...types],
      })),
    });
    return lags.map(({ behindSince, ...lag }) => ({
      ...lag,
      behindSince: behindSince === null ? null : new Date(behindSince),
    }));
  }

  protected async askForId(): Promise<string> {
    return this.calls.understood(Identity, await this.calls.call('')).log;
  }

  protected async factsAfter({ tick, pos }: Position): Promise<readonly LogRow[]> {
    const lines = await this.calls.call(`/${await this.logId()}/facts`, { tick, pos });
    return lines === '' ? [] : lines.split('\n').map(rowOf);
  }
}
