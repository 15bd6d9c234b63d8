import type { Session } from '../session.js';
import { ahead } from './ahead.js';
import { batchesOf } from './batches.js';
import { Courier } from './courier.js';
import type { LineFile } from './lines.js';
import { Origins, type Prepared } from './origins.js';
import type { Patience } from './patience.js';
import type { Rejects } from './rejects.js';
import { Sender } from './sender.js';

/** Batches that are read, and whose authors and collectives are brought in, while an earlier one is sent. */
const batchesAhead = 3;

export interface Counts {
  readonly done: number;
  readonly repeated: number;
}

/** Takes a file over, line after line. Doing it again changes nothing, so it can be ended and begun anew at any time. */
export class Importer {
  private done = 0;
  private repeated = 0;

  constructor(
    private readonly session: Session,
    private readonly patience: Patience,
    private readonly rejects: Rejects,
    private readonly options: { readonly batch: number; readonly longestBehindMs: number },
  ) {}

  get counts(): Counts {
    return { done: this.done, repeated: this.repeated };
  }

  /** @param onBatch is told after each batch */
  async run(file: LineFile, onBatch: () => void): Promise<void> {
    const { longestBehindMs } = this.options;
    const courier = new Courier(this.patience);
    const origins = new Origins(courier, this.session, longestBehindMs);
    const sender = new Sender(courier, this.session, longestBehindMs);
    await courier.begin();
    for await (const batch of ahead(this.prepared(file, origins), batchesAhead)) {
      for await (const { of, outcome } of sender.send(batch)) {
        if (outcome.status === 'done') this.done += 1;
        else if (outcome.status === 'repeated') this.repeated += 1;
        else this.reject(of, outcome.reason ?? 'The platform gave no reason.');
      }
      onBatch();
    }
  }

  private async *prepared(file: LineFile, origins: Origins): AsyncGenerator<readonly Prepared[]> {
    const batches = batchesOf(file, this.options.batch, (line, reason, text) =>
      this.rejects.add(line, reason, text),
    );
    for await (const batch of batches) yield await origins.prepare(batch);
  }

  private reject({ publication }: Prepared, reason: string): void {
    const { line, ...fields } = publication;
    this.rejects.add(line, reason, JSON.stringify(fields));
  }
}
