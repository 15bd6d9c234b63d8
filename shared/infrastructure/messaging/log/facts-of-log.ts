import type { LaneFacts } from '../lanes/lane.js';
import type { FactSource } from '../transports/transport.js';
import type { ReadableLog } from '../elsewhere/other-database.js';

/** Every lane reads the log itself, through whatever the transport makes of it. */
export class FactsOfLog implements LaneFacts {
  constructor(
    private readonly reader: ReadableLog,
    private readonly source: FactSource = reader,
  ) {}

  of(): FactSource {
    return this.source;
  }

  grew(): void {
    this.reader.grew();
  }

  forget(): void {
    this.reader.forget();
  }
}
