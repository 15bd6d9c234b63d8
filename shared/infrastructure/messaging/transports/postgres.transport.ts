import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Signal } from '../signal.js';
import type { Hearing, HintLine, OpenHints } from './hints.js';
import { SignalConnection } from './signal-connection.js';
import type { Listening } from '../elsewhere/other-database.js';
import type { FactSource, LogElsewhere, Transport } from './transport.js';

const channels = { written: 'boardwalk_written', grew: 'boardwalk_grew' } as const;
type News = keyof typeof channels;

/** Hears when a log has grown in the database at this address. */
export function listenTo(url: string, grew: () => void): Listening {
  return new SignalConnection(url, { channels: [channels.grew], heard: grew, connected: grew });
}

/** Under load, what happens meanwhile goes out together: each notification wakes every process. */
const gatherMs = 10;

/**
 * Signals between processes by NOTIFY: coalesced, and sent from a connection of its own, because a NOTIFY inside business
 * transactions serialises their commits. Where no connection can listen, as behind a pooler that gives each transaction another
 * one, a line of hints may bring them in its place. A lost one costs a moment, never a fact: relays and workers also poll.
 */
export class PostgresTransport implements Transport {
  readonly name = 'postgres';
  readonly system = 'postgresql';
  readonly features = { crossProcess: true };
  private readonly logger = new Logger('PostgresTransport');
  private readonly signals = { written: new Signal<number>(), grew: new Signal() };
  private readonly unsent = new Set<News>();
  private readonly line: HintLine;
  private readonly elsewhere: Listening[] = [];
  /** Of other databases, whose processes hint over the same line. */
  private readonly grewElsewhere: (() => void)[] = [];
  private sending = false;
  /** Facts that were written since the last notification. */
  private untold = 0;

  readonly server: { readonly address: string; readonly port: number };

  /**
   * @param gather lets notifications gather that come faster than they are sent
   * @param hints a line in place of NOTIFY; every process of the platform has the same
   */
  constructor(
    url: string,
    private readonly gather: () => Promise<void> = () => pause(gatherMs),
    private readonly hints?: OpenHints,
  ) {
    // Not connected: the driver knows how to read an address.
    const { host, port } = new pg.Client({ connectionString: url });
    this.server = { address: host, port };
    const hearing: Hearing = {
      channels: Object.values(channels),
      heard: (channel) => this.heard(channel),
      connected: () => {
        for (const channel of Object.values(channels)) this.heard(channel);
        void this.send();
      },
    };
    this.line = hints?.(hearing) ?? new SignalConnection(url, hearing);
  }

  source(log: FactSource, elsewhere?: LogElsewhere): FactSource {
    if (elsewhere === undefined) return log;
    const { database, grew } = elsewhere;
    if (this.hints === undefined) this.elsewhere.push(database.news(grew));
    else this.grewElsewhere.push(grew);
    return log;
  }

  /** A relay in this process takes the tick; another one would only come to the same lock. */
  factsWritten(count: number): void {
    if (this.signals.written.isHeard) this.signals.written.raise(count);
    else {
      this.untold += count;
      this.spread('written');
    }
  }

  logGrew(): void {
    this.signals.grew.raise();
    this.spread('grew');
  }

  onFactsWritten(listener: (count: number) => void): void {
    this.signals.written.listen(listener);
  }

  onLogGrew(listener: () => void): void {
    this.signals.grew.listen(listener);
  }

  async start(): Promise<void> {
    await this.line.start();
    for (const each of this.elsewhere) each.startSoon();
  }

  async stop(): Promise<void> {
    await Promise.all([this.line, ...this.elsewhere].map((each) => each.stop()));
  }

  private heard(channel: string): void {
    if (channel === channels.written) this.signals.written.raise(1);
    if (channel !== channels.grew) return;
    this.signals.grew.raise();
    for (const grew of this.grewElsewhere) grew();
  }

  private spread(news: News): void {
    this.unsent.add(news);
    void this.send();
  }

  /** One at a time; what is raised meanwhile goes out together afterwards, what met a broken connection over the next one. */
  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    let news: News[] = [];
    try {
      while (this.line.isConnected && this.unsent.size > 0) {
        news = [...this.unsent];
        this.unsent.clear();
        const { untold } = this;
        this.untold = 0;
        await this.line.say(news.map((each) => channels[each]));
        // Facts that come in company are followed by others.
        if (this.unsent.size > 0 || untold > 1) await this.gather();
      }
    } catch (error) {
      for (const each of news) this.unsent.add(each);
      this.logger.debug(`A notification was not sent: ${String(error)}`);
    } finally {
      this.sending = false;
    }
  }
}
