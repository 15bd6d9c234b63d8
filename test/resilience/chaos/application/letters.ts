import { type CallOutcome, IntentSender, type IntentRow } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Inject, type OnModuleInit } from '@nestjs/common';
import type { ChaosTables } from './effects.ts';

/** Where the calls go; empty where nothing is called. */
export const SinkUrl = Symbol('address of the external sink');

export const letterTimeoutMs = 1_000;

interface Letter extends IntentRow {
  readonly key: string;
  readonly version: number;
}

/** Calls the external sink once for each letter that an effect promised. */
export class Letters implements OnModuleInit {
  private readonly database: Database<ChaosTables>;
  private readonly sender: IntentSender;
  private readonly sink: string;

  constructor(database: Database<ChaosTables>, sender: IntentSender, sink: string) {
    this.database = database;
    this.sender = sender;
    this.sink = sink;
  }

  onModuleInit(): void {
    this.sender.serve<Letter, ChaosTables>(this.database, {
      table: 'letters',
      call: (letter) => this.post(letter),
      attempts: 50,
      firstDelayMs: 100,
      longestDelayMs: 1_000,
      timeoutMs: letterTimeoutMs,
      concurrency: 8,
      destination: '127.0.0.1',
      isRepeatable: false,
    });
  }

  private async post({ id, key, version }: Letter): Promise<CallOutcome> {
    const answer = await fetch(this.sink, {
      method: 'POST',
      body: JSON.stringify({ id, key, version }),
      signal: AbortSignal.timeout(letterTimeoutMs),
    });
    await answer.arrayBuffer();
    if (answer.ok) return { kind: 'accepted' };
    return { kind: 'refused', permanent: false, error: `${answer.status}` };
  }
}
Inject(Database)(Letters, undefined, 0);
Inject(IntentSender)(Letters, undefined, 1);
Inject(SinkUrl)(Letters, undefined, 2);
